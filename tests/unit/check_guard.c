/* SPDX-License-Identifier: MIT */
/*
 * unit/check_guard.c - pages that nobody may touch, by advice and as mappings
 */
#include "harden/guard.h"
#include "base/bits.h"
#include "support/capture.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* A guard, and a page between it and the next. */
enum { AREA_PAGES = 2 * GUARDS_MOST + 8 };

static char *area;
static size_t page;

static void setup(void)
{
	size_t bytes;

	page = os_page_bytes();
	bytes = AREA_PAGES * page;
	area = os_reserve(bytes);
	ck_assert_ptr_nonnull(area);
	ck_assert_int_eq(os_commit(area, bytes), 0);
	guard_init();
	errno = ERANGE;
}

/* As before Linux 6.13. */
static void setup_mappings(void)
{
	inject_fail(OS_GUARD, 0, 1, EINVAL);
	setup();
	ck_assert_uint_eq(inject_seen(OS_GUARD), 1);
	ck_assert(!guard_is_cheap());
}

static void touch(void *p)
{
	/* A sanitizer would make a report of it. */
	signal(SIGSEGV, SIG_DFL);
	*(volatile char *)p = 1;
}

static void look(void *p)
{
	signal(SIGSEGV, SIG_DFL);
	(void)*(volatile char *)p;
}

static bool faults(void (*fn)(void *p), void *p)
{
	struct capture c = capture(fn, p);

	return WIFSIGNALED(c.status) && WTERMSIG(c.status) == SIGSEGV;
}

START_TEST(test_touch_of_a_guard_faults)
{
	ck_assert(guard_set(area + page, page));
	ck_assert(faults(look, area + page));
	ck_assert(faults(touch, area + page));
	ck_assert(faults(touch, area + 2 * page - 1));
	ck_assert(!faults(touch, area + page - 1));
	ck_assert(!faults(touch, area + 2 * page));
	ck_assert_uint_eq(guard_nr_missing(), 0);
}
END_TEST

START_TEST(test_neighbours_keep_their_contents)
{
	memset(area, 7, 4 * page);
	ck_assert(guard_set(area + page, 2 * page));
	ck_assert(!probe_readable(area + page));
	ck_assert(!probe_readable(area + 3 * page - 1));
	ck_assert_int_eq(area[page - 1], 7);
	ck_assert_int_eq(area[3 * page], 7);
	ck_assert(guard_clear(area + page, 2 * page));
	ck_assert_int_eq(area[page - 1], 7);
	ck_assert_int_eq(area[3 * page], 7);
}
END_TEST

START_TEST(test_cleared_pages_can_be_used)
{
	for (int i = 0; i < 3; i++) {
		ck_assert(guard_set(area + page, 2 * page));
		ck_assert_int_eq(errno, ERANGE);
		ck_assert(!probe_writable(area + page));
		ck_assert(guard_clear(area + page, 2 * page));
		memset(area + page, i, 2 * page);
		errno = ERANGE;
	}
	ck_assert_int_eq(area[3 * page - 1], 2);
	ck_assert(!faults(touch, area + page));
}
END_TEST

START_TEST(test_part_of_a_page_is_refused_and_counted)
{
	memset(area, 7, 2 * page);
	ck_assert(!guard_set(area, page / 2));
	ck_assert(!guard_set(area + page / 2, page));
	ck_assert_uint_eq(guard_nr_missing(), 2);
	ck_assert_int_eq(area[0], 7);
	ck_assert_int_eq(area[page], 7);
}
END_TEST

START_TEST(test_refused_guard_is_counted)
{
	memset(area, 7, page);
	inject_fail(OS_GUARD, 0, 2, ENOMEM);
	ck_assert(!guard_set(area, page));
	ck_assert(!guard_set(area, page));
	ck_assert_uint_eq(guard_nr_missing(), 2);
	ck_assert_int_eq(area[0], 7);
	ck_assert(guard_set(area, page));
	ck_assert_uint_eq(guard_nr_missing(), 2);
	ck_assert(!probe_readable(area));
}
END_TEST

START_TEST(test_refused_clear_says_so)
{
	ck_assert(guard_set(area, page));
	inject_fail(guard_is_cheap() ? OS_UNGUARD : OS_COMMIT, 0, 1, ENOMEM);
	ck_assert(!guard_clear(area, page));
	ck_assert_int_eq(errno, ERANGE);
	ck_assert(!probe_readable(area));
	ck_assert_uint_eq(guard_nr_missing(), 0);
}
END_TEST

/* How many of n more guards can be set, each beside a page that stays. */
static unsigned set_many(unsigned n)
{
	unsigned set = 0;

	while (set < n && guard_set(area + 2 * set * page, page))
		set++;
	return set;
}

START_TEST(test_mappings_are_never_more_than_the_most)
{
	char *last = area + 2 * (size_t)GUARDS_MOST * page;

	ck_assert_uint_eq(set_many(GUARDS_MOST + 1), GUARDS_MOST);
	ck_assert_uint_eq(guard_nr_missing(), 1);
	ck_assert_int_eq(errno, ERANGE);
	ck_assert(probe_writable(last));
	/* The place of one that was cleared is free again, once. */
	ck_assert(guard_clear(area, page));
	ck_assert(guard_set(last, page));
	ck_assert(!guard_set(area, page));
	ck_assert_uint_eq(guard_nr_missing(), 2);
}
END_TEST

/* What is still inaccessible is still a mapping. */
START_TEST(test_mappings_that_stay_count)
{
	ck_assert(guard_set(area + 2 * (size_t)GUARDS_MOST * page, page));
	inject_fail(OS_COMMIT, 0, 1, ENOMEM);
	ck_assert(!guard_clear(area + 2 * (size_t)GUARDS_MOST * page, page));
	ck_assert_uint_eq(set_many(GUARDS_MOST), GUARDS_MOST - 1);
}
END_TEST

START_TEST(test_failures_use_none_up)
{
	inject_fail(OS_GUARD, 0, 100, ENOMEM);
	for (int i = 0; i < 100; i++)
		must(!guard_set(area, page));
	ck_assert_uint_eq(set_many(GUARDS_MOST), GUARDS_MOST);
}
END_TEST

static unsigned count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned n = 0;
	int c;

	ck_assert_ptr_nonnull(maps);
	while ((c = getc(maps)) != EOF)
		n += c == '\n';
	fclose(maps);
	return n;
}

START_TEST(test_cheap_guards_have_no_limit_and_no_mappings)
{
	unsigned before = count_mappings();

	if (!guard_is_cheap())
		return;
	ck_assert_uint_eq(set_many(GUARDS_MOST + 1), GUARDS_MOST + 1);
	ck_assert_uint_eq(guard_nr_missing(), 0);
	/* The C library may have mapped something meanwhile. */
	ck_assert_uint_lt(count_mappings(), before + 16);
}
END_TEST

/* They take no memory either. */
START_TEST(test_cheap_guards_drop_what_was_there)
{
	if (!guard_is_cheap())
		return;
	memset(area, 7, 8 * page);
	ck_assert(guard_set(area, 8 * page));
	ck_assert_uint_eq(probe_resident(area, 8 * page), 0);
	ck_assert(guard_clear(area, 8 * page));
	ck_assert(probe_zero(area, 8 * page));
}
END_TEST

/* The kernel marks what it can before it refuses. */
START_TEST(test_cheap_guards_are_set_whole_or_not_at_all)
{
	if (!guard_is_cheap())
		return;
	munmap(area + 4 * page, page);
	ck_assert(!guard_set(area, 8 * page));
	ck_assert_uint_eq(guard_nr_missing(), 1);
	ck_assert(probe_writable(area));
	ck_assert(probe_writable(area + 7 * page));
}
END_TEST

START_TEST(test_child_of_a_fork_has_them_too)
{
	/* Never touched, so that the kernel might forget to copy it. */
	char *untouched = area + 100 * page;

	ck_assert(guard_set(untouched, page));
	ck_assert(faults(look, untouched));
	ck_assert(!probe_readable(untouched));
}
END_TEST

enum { THREADS = 4, ROUNDS = 500 };

static void set_and_clear(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);
	char *own = area + i * 64 * page;

	for (unsigned n = 0; n < ROUNDS; n++) {
		char *p = own + 2 * rng_below(&rng, 32) * page;

		must(guard_set(p, page));
		must(guard_clear(p, page));
		*p = 1;
	}
}

START_TEST(test_threads_keep_the_account)
{
	struct rng rng = rng_seeded(__func__);

	threads_run(THREADS, set_and_clear, &rng);
	ck_assert_uint_eq(guard_nr_missing(), 0);
	ck_assert_uint_eq(set_many(GUARDS_MOST), GUARDS_MOST);
}
END_TEST

/* What both kinds of guards do. */
static void add_common(Suite *s, SFun init)
{
	TCase *core = suite_case(s, "core", init);
	TCase *limits = suite_case(s, "limits", init);
	TCase *concurrency = suite_case(s, "concurrency", init);

	tcase_add_test(core, test_touch_of_a_guard_faults);
	tcase_add_test(core, test_neighbours_keep_their_contents);
	tcase_add_test(core, test_cleared_pages_can_be_used);
	tcase_add_test(core, test_child_of_a_fork_has_them_too);
	tcase_add_test(limits, test_part_of_a_page_is_refused_and_counted);
	tcase_add_test(limits, test_refused_guard_is_counted);
	tcase_add_test(limits, test_refused_clear_says_so);
	tcase_add_test(concurrency, test_threads_keep_the_account);
}

static Suite *guard_suite(void)
{
	Suite *s = suite_create("guard");
	TCase *cheap = suite_case(s, "limits", setup);
	TCase *mappings = suite_case(s, "limits", setup_mappings);

	add_common(s, setup);
	add_common(s, setup_mappings);
	tcase_add_test(cheap, test_cheap_guards_have_no_limit_and_no_mappings);
	tcase_add_test(cheap, test_cheap_guards_drop_what_was_there);
	tcase_add_test(cheap, test_cheap_guards_are_set_whole_or_not_at_all);
	tcase_add_test(mappings, test_mappings_are_never_more_than_the_most);
	tcase_add_test(mappings, test_mappings_that_stay_count);
	tcase_add_test(mappings, test_failures_use_none_up);
	return s;
}

int main(void)
{
	return suite_run(guard_suite());
}
