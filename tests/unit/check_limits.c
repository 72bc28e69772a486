/* SPDX-License-Identifier: MIT */
/*
 * unit/check_limits.c - the limits of the process
 */
#include "os/limits.h"
#include "support/inject.h"
#include "support/limit.h"
#include "support/pages.h"
#include "support/suite.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

START_TEST(test_prlimit_reads_and_writes)
{
	struct rlimit limit, old;

	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &limit), 0);
	ck_assert_int_eq(os_prlimit(0, RLIMIT_CORE, NULL, &old), 0);
	ck_assert_uint_eq(old.rlim_cur, limit.rlim_cur);
	ck_assert_uint_eq(old.rlim_max, limit.rlim_max);

	limit.rlim_cur = 0;
	ck_assert_int_eq(os_prlimit(getpid(), RLIMIT_CORE, &limit, NULL), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &old), 0);
	ck_assert_uint_eq(old.rlim_cur, 0);
}
END_TEST

START_TEST(test_errors_are_returned_and_errno_is_kept)
{
	struct rlimit limit = { .rlim_cur = 2, .rlim_max = 1 };

	errno = ERANGE;
	ck_assert_int_eq(os_prlimit(0, RLIMIT_CORE, &limit, NULL), -EINVAL);
	ck_assert_int_eq(os_prlimit(0, 1000, NULL, &limit), -EINVAL);
	ck_assert_int_eq(os_mlockall(1 << 20), -EINVAL);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_is_self)
{
	ck_assert_int_eq(os_pid(), getpid());
	ck_assert(os_is_self(0));
	ck_assert(os_is_self(getpid()));
	ck_assert(!os_is_self(getppid()));
}
END_TEST

START_TEST(test_mapped_bytes_follow_what_is_mapped)
{
	size_t before = os_mapped_bytes(), after;
	void *area = os_reserve(256 * MIB);

	ck_assert_ptr_nonnull(area);
	after = os_mapped_bytes();
	ck_assert_uint_ge(after, before + 256 * MIB);
	ck_assert_uint_le(after, before + 264 * MIB);
	os_unreserve(area, 256 * MIB);
	ck_assert_uint_le(os_mapped_bytes(), before + 8 * MIB);
}
END_TEST

START_TEST(test_address_space_without_a_limit)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
	if (limit.rlim_cur == RLIM_INFINITY)
		ck_assert_uint_eq(os_address_space_left(), SIZE_MAX);
}
END_TEST

START_TEST(test_address_space_left_follows_the_limit)
{
	if (!limit_address_space(GIB))
		return;
	/* The process itself may have grown meanwhile. */
	ck_assert_uint_le(os_address_space_left(), GIB);
	ck_assert_uint_ge(os_address_space_left(), GIB - 16 * MIB);
}
END_TEST

START_TEST(test_address_space_beyond_the_limit)
{
	struct rlimit before, limit;
	size_t left;

	ck_assert_int_eq(getrlimit(RLIMIT_AS, &before), 0);
	limit = before;
	limit.rlim_cur = 4096;
	ck_assert_int_eq(os_prlimit(0, RLIMIT_AS, &limit, NULL), 0);
	os_prlimit(0, RLIMIT_AS, NULL, &limit);
	left = os_address_space_left();
	/* The framework and sanitizers need some themselves. */
	ck_assert_int_eq(os_prlimit(0, RLIMIT_AS, &before, NULL), 0);
	if (limit.rlim_cur == 4096)
		ck_assert_uint_eq(left, 0);
}
END_TEST

static Suite *limits_suite(void)
{
	Suite *s = suite_create("limits");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_prlimit_reads_and_writes);
	tcase_add_test(core, test_is_self);
	tcase_add_test(core, test_mapped_bytes_follow_what_is_mapped);
	tcase_add_test(limits, test_errors_are_returned_and_errno_is_kept);
	tcase_add_test(limits, test_address_space_without_a_limit);
	tcase_add_test(limits, test_address_space_left_follows_the_limit);
	tcase_add_test(limits, test_address_space_beyond_the_limit);
	return s;
}

int main(void)
{
	return suite_run(limits_suite());
}
