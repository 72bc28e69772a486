/* SPDX-License-Identifier: MIT */
/*
 * unit/check_mem.c - address space from the kernel
 */
#include "os/mem.h"
#include "base/bits.h"
#include "os/limits.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/suite.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { AREA = 4 * 1024 * 1024, PIECE = 1024 * 1024 };

static char *area;

static void setup(void)
{
	area = os_reserve(AREA);
	ck_assert_ptr_nonnull(area);
}

static void setup_committed(void)
{
	setup();
	ck_assert_int_eq(os_commit(area, AREA), 0);
}

START_TEST(test_page_bytes_is_the_systems)
{
	size_t kernel = (size_t)sysconf(_SC_PAGESIZE);

	ck_assert_uint_eq(os_kernel_page_bytes(), kernel);
	ck_assert_uint_eq(os_page_bytes(),
			  kernel > BUDDY_PAGE_SIZE ? kernel : BUDDY_PAGE_SIZE);
}
END_TEST

/* The kernel aligns to pages of its own, and would not often hit larger ones.
 */
START_TEST(test_reserve_starts_at_a_page_and_maps_no_more)
{
	size_t page = os_page_bytes(), before = os_mapped_bytes(), mapped = 0;
	char *p[32];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = os_reserve((i + 1) * page);
		must(p[i] && is_aligned((uintptr_t)p[i], page));
		mapped += (i + 1) * page;
	}
	mapped = os_mapped_bytes() - before - mapped;
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		os_unreserve(p[i], (i + 1) * page);
	before = os_mapped_bytes() - before;
	ck_assert_uint_eq(mapped, 0);
	ck_assert_uint_eq(before, 0);
}
END_TEST

/* The kernel itself may have smaller pages, and take it. */
START_TEST(test_part_of_a_page_stops_a_debug_build)
{
	os_commit(area + os_page_bytes() / 2, os_page_bytes());
}
END_TEST

START_TEST(test_reserve_gives_inaccessible_memory)
{
	ck_assert(!probe_readable(area));
	ck_assert(!probe_readable(area + AREA - 1));
}
END_TEST

START_TEST(test_unreserve_gives_it_back)
{
	ck_assert_int_eq(os_commit(area, AREA), 0);
	os_unreserve(area, AREA);
	ck_assert(!probe_readable(area));
	ck_assert_int_eq(os_commit(area, AREA), -ENOMEM);
}
END_TEST

START_TEST(test_commit_makes_a_part_writable_and_zero)
{
	ck_assert_int_eq(os_commit(area + PIECE, PIECE), 0);

	ck_assert(probe_zero(area + PIECE, PIECE));
	memset(area + PIECE, 1, PIECE);
	ck_assert(!probe_readable(area + PIECE - 1));
	ck_assert(!probe_readable(area + 2 * PIECE));
}
END_TEST

START_TEST(test_make_readable_refuses_writes)
{
	ck_assert_int_eq(os_make_readable(area, PIECE), 0);

	ck_assert(probe_zero(area, PIECE));
	ck_assert(!probe_writable(area));
	ck_assert_int_eq(os_commit(area, PIECE), 0);
	ck_assert(probe_writable(area));
}
END_TEST

START_TEST(test_purge_drops_the_contents)
{
	memset(area, 1, AREA);
	ck_assert_uint_gt(probe_resident(area, PIECE), 0);

	ck_assert_int_eq(os_purge(area, PIECE), 0);
	ck_assert_uint_eq(probe_resident(area, PIECE), 0);
	ck_assert(probe_zero(area, PIECE));
	ck_assert_int_eq(area[PIECE], 1);
}
END_TEST

START_TEST(test_resident_tells_what_was_touched)
{
	size_t page = os_kernel_page_bytes();

	ck_assert(!os_resident(area + page + 1));
	area[page] = 1;
	ck_assert(os_resident(area + page + 1));
	ck_assert(!os_resident(area));
	ck_assert_int_eq(os_purge(area, PIECE), 0);
	ck_assert(!os_resident(area + page));
}
END_TEST

START_TEST(test_resident_is_true_if_nothing_is_known)
{
	ck_assert_int_eq(os_unreserve(area, PIECE), 0);
	ck_assert(os_resident(area));
}
END_TEST

START_TEST(test_populate_makes_pages_resident)
{
	area[0] = 7;

	/* A kernel without the call may refuse, and says so. */
	if (os_populate(area, PIECE))
		return;
	ck_assert_uint_eq(probe_resident(area, PIECE), PIECE / PROBE_PAGE);
	ck_assert_int_eq(area[0], 7);
	ck_assert(probe_zero(area + 1, PIECE - 1));
}
END_TEST

START_TEST(test_move_takes_the_pages_along)
{
	memset(area, 1, PIECE);
	memset(area + PIECE, 2, PIECE);

	/* A kernel without the call may refuse, and says so. */
	if (os_move(area, area + PIECE, PIECE)) {
		ck_assert_int_eq(os_remap(area + PIECE, PIECE), 0);
		ck_assert_int_eq(area[PIECE - 1], 1);
		return;
	}
	ck_assert_int_eq(area[PIECE], 1);
	ck_assert_int_eq(area[2 * PIECE - 1], 1);
	ck_assert(probe_zero(area, PIECE));
	area[0] = 3;
	ck_assert_int_eq(area[PIECE], 1);
}
END_TEST

START_TEST(test_remap_gives_fresh_memory)
{
	memset(area, 1, AREA);

	ck_assert_int_eq(os_remap(area + PIECE, PIECE), 0);
	ck_assert(probe_zero(area + PIECE, PIECE));
	ck_assert(probe_writable(area + PIECE));
	ck_assert_int_eq(area[PIECE - 1], 1);
	ck_assert_int_eq(area[2 * PIECE], 1);
}
END_TEST

/* Mappings that the kernel keeps for the area. */
static unsigned count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long from, to;
	char line[512];
	unsigned n = 0;

	ck_assert_ptr_nonnull(maps);
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &from, &to) == 2 &&
		    from < (uintptr_t)area + AREA && to > (uintptr_t)area)
			n++;
	fclose(maps);
	return n;
}

START_TEST(test_remap_heals_what_a_move_split)
{
	memset(area, 1, AREA);
	if (os_move(area, area + 2 * PIECE, PIECE))
		return;
	ck_assert_uint_gt(count_mappings(), 1);

	ck_assert_int_eq(os_remap(area + 2 * PIECE, PIECE), 0);
	ck_assert_uint_eq(count_mappings(), 1);
}
END_TEST

/* Marked in the page tables: no mapping of its own. */
START_TEST(test_guard_makes_pages_inaccessible)
{
	memset(area, 1, AREA);

	/* A kernel without the call refuses, and says so. */
	if (os_guard(area + PIECE, PIECE)) {
		ck_assert_int_eq(area[PIECE], 1);
		return;
	}
	ck_assert(!probe_readable(area + PIECE));
	ck_assert(!probe_writable(area + 2 * PIECE - 1));
	ck_assert_int_eq(area[PIECE - 1], 1);
	ck_assert_int_eq(area[2 * PIECE], 1);
	ck_assert_uint_eq(count_mappings(), 1);
	ck_assert_int_eq(os_unguard(area + PIECE, PIECE), 0);
	ck_assert(probe_zero(area + PIECE, PIECE));
	ck_assert(probe_writable(area + PIECE));
}
END_TEST

START_TEST(test_purge_leaves_a_guard)
{
	if (os_guard(area + PIECE, PIECE))
		return;
	ck_assert_int_eq(os_purge(area, 3 * PIECE), 0);
	ck_assert(!probe_readable(area + PIECE));
	ck_assert(probe_readable(area));
}
END_TEST

START_TEST(test_protect_lasts_until_commit)
{
	memset(area, 1, AREA);

	ck_assert_int_eq(os_protect(area + PIECE, PIECE), 0);
	ck_assert(!probe_readable(area + PIECE));
	ck_assert(!probe_writable(area + 2 * PIECE - 1));
	ck_assert_int_eq(area[PIECE - 1], 1);
	ck_assert_int_eq(area[2 * PIECE], 1);
	ck_assert_int_eq(os_commit(area + PIECE, PIECE), 0);
	ck_assert_int_eq(area[PIECE], 1);
	ck_assert(probe_writable(area + PIECE));
}
END_TEST

START_TEST(test_inject_fails_each_call)
{
	inject_fail(OS_RESERVE, 0, 1, ENOMEM);
	inject_fail(OS_COMMIT, 0, 1, ENOMEM);
	inject_fail(OS_PURGE, 0, 1, EINVAL);
	inject_fail(OS_POPULATE, 0, 1, EINVAL);
	inject_fail(OS_MOVE, 0, 1, EFAULT);
	inject_fail(OS_REMAP, 0, 1, ENOSYS);
	inject_fail(OS_GUARD, 0, 2, EINVAL);
	inject_fail(OS_UNGUARD, 0, 1, EINTR);
	area[0] = 1;

	ck_assert_ptr_null(os_reserve(AREA));
	ck_assert_int_eq(os_commit(area, AREA), -ENOMEM);
	ck_assert_int_eq(os_purge(area, AREA), -EINVAL);
	ck_assert_int_eq(os_populate(area, AREA), -EINVAL);
	ck_assert_int_eq(os_move(area, area + PIECE, PIECE), -EFAULT);
	ck_assert_int_eq(os_remap(area, AREA), -ENOSYS);
	ck_assert_int_eq(os_guard(area, AREA), -EINVAL);
	ck_assert_int_eq(os_protect(area, AREA), -EINVAL);
	ck_assert_int_eq(os_unguard(area, AREA), -EINTR);
	ck_assert_int_eq(area[0], 1);
	ck_assert_int_eq(os_purge(area, AREA), 0);
	ck_assert_int_eq(area[0], 0);
}
END_TEST

START_TEST(test_errors_are_returned_and_errno_is_kept)
{
	char *nowhere = area;

	os_unreserve(area, AREA);
	errno = ERANGE;
	ck_assert_ptr_null(os_reserve((size_t)1 << 62));
	ck_assert_int_eq(os_commit(nowhere, AREA), -ENOMEM);
	ck_assert_int_eq(os_make_readable(nowhere, AREA), -ENOMEM);
	ck_assert_int_eq(os_purge(nowhere, AREA), -ENOMEM);
	ck_assert_int_lt(os_populate(nowhere, AREA), 0);
	ck_assert_int_lt(os_move(nowhere, nowhere + PIECE, PIECE), 0);
	ck_assert_int_lt(os_guard(nowhere, AREA), 0);
	ck_assert_int_lt(os_unguard(nowhere, AREA), 0);
	ck_assert_int_eq(os_protect(nowhere, AREA), -ENOMEM);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

static Suite *mem_suite(void)
{
	Suite *s = suite_create("mem");
	TCase *reserved = suite_case(s, "core", setup);
	TCase *committed = suite_case(s, "core", setup_committed);
	TCase *limits = suite_case(s, "limits", setup_committed);

	tcase_add_test(reserved, test_page_bytes_is_the_systems);
	if (probe_real_kernel())
		tcase_add_test(reserved,
			       test_reserve_starts_at_a_page_and_maps_no_more);
	tcase_add_test(reserved, test_reserve_gives_inaccessible_memory);
	tcase_add_test(reserved, test_unreserve_gives_it_back);
	tcase_add_test(reserved, test_commit_makes_a_part_writable_and_zero);
	tcase_add_test(reserved, test_make_readable_refuses_writes);
	tcase_add_test(committed, test_purge_drops_the_contents);
	if (probe_real_kernel())
		tcase_add_test(committed, test_populate_makes_pages_resident);
	tcase_add_test(committed, test_resident_tells_what_was_touched);
	tcase_add_test(committed, test_resident_is_true_if_nothing_is_known);
	tcase_add_test(committed, test_move_takes_the_pages_along);
	tcase_add_test(committed, test_protect_lasts_until_commit);
	if (probe_real_kernel()) {
		tcase_add_test(committed, test_guard_makes_pages_inaccessible);
		tcase_add_test(committed, test_purge_leaves_a_guard);
	}
	tcase_add_test(committed, test_remap_gives_fresh_memory);
	if (probe_real_kernel())
		tcase_add_test(committed, test_remap_heals_what_a_move_split);
	tcase_add_test(limits, test_inject_fails_each_call);
	if (BUDDY_DEBUG)
		tcase_add_test_raise_signal(
			limits, test_part_of_a_page_stops_a_debug_build,
			SIGABRT);
	if (probe_real_kernel())
		tcase_add_test(limits,
			       test_errors_are_returned_and_errno_is_kept);
	return s;
}

int main(void)
{
	return suite_run(mem_suite());
}
