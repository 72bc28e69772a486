/* SPDX-License-Identifier: MIT */
/*
 * unit/check_moved.c - the table of ranges that were moved in
 */
#include "slab/moved.h"
#include "support/suite.h"
#include "support/threads.h"

/* Takes what overlaps the range out; its length, and where it must start. */
static uint32_t cut(pfn_t from, pfn_t end, pfn_t expected)
{
	pfn_t start = PFN_NONE;
	uint32_t nr = moved_cut(from, end, &start);

	if (nr)
		must(start == expected);
	return nr;
}

START_TEST(test_moved_starts_empty)
{
	ck_assert(!moved_any());
	ck_assert_uint_eq(cut(0, 1000, 0), 0);
	ck_assert_uint_eq(moved_stretch(10, 50), 40);
}
END_TEST

START_TEST(test_moved_cut_takes_whole_ranges)
{
	ck_assert(moved_add(100, 10));
	ck_assert(moved_add(200, 20));
	ck_assert(moved_any());
	ck_assert_uint_eq(cut(110, 200, 0), 0);
	ck_assert_uint_eq(cut(100, 110, 100), 10);
	ck_assert_uint_eq(cut(100, 110, 0), 0);
	ck_assert_uint_eq(cut(0, 1000, 200), 20);
	ck_assert(!moved_any());
}
END_TEST

START_TEST(test_moved_cut_takes_one_range_at_a_time)
{
	pfn_t start;

	moved_add(100, 10);
	moved_add(110, 5);
	moved_add(300, 30);
	ck_assert_uint_eq(
		moved_cut(100, 200, &start) + moved_cut(100, 200, &start), 15);
	ck_assert_uint_eq(moved_cut(100, 200, &start), 0);
	ck_assert_uint_eq(cut(300, 330, 300), 30);
}
END_TEST

START_TEST(test_moved_cut_leaves_the_part_below)
{
	moved_add(100, 50);
	ck_assert_uint_eq(cut(120, 200, 120), 30);
	ck_assert_uint_eq(cut(120, 200, 0), 0);
	ck_assert(moved_any());
	ck_assert_uint_eq(cut(90, 200, 100), 20);
	ck_assert(!moved_any());
}
END_TEST

START_TEST(test_moved_stretch_stops_where_a_mapping_ends)
{
	moved_add(100, 10);
	moved_add(110, 10);
	ck_assert_uint_eq(moved_stretch(50, 90), 40);
	ck_assert_uint_eq(moved_stretch(50, 300), 50);
	ck_assert_uint_eq(moved_stretch(100, 300), 10);
	ck_assert_uint_eq(moved_stretch(105, 300), 5);
	ck_assert_uint_eq(moved_stretch(105, 107), 2);
	ck_assert_uint_eq(moved_stretch(110, 300), 10);
	ck_assert_uint_eq(moved_stretch(120, 300), 180);
}
END_TEST

START_TEST(test_moved_is_bounded)
{
	for (pfn_t i = 0; i < MOVED_MAX; i++)
		ck_assert(moved_add(i * 100, i + 1));
	ck_assert(!moved_add(MOVED_MAX * 100, 1));
	ck_assert_uint_eq(cut(500, 600, 500), 6);
	ck_assert(moved_add(MOVED_MAX * 100, 1));
	for (pfn_t i = 6; i < MOVED_MAX; i++)
		ck_assert_uint_eq(cut(i * 100, i * 100 + 1, i * 100), i + 1);
}
END_TEST

START_TEST(test_moved_can_be_forbidden)
{
	moved_add(100, 10);
	moved_forbid();
	ck_assert(!moved_add(200, 20));
	ck_assert_uint_eq(cut(100, 110, 100), 10);
}
END_TEST

static void add_and_cut(void *arg, unsigned i)
{
	(void)arg;
	for (unsigned n = 0; n < 3000; n++) {
		pfn_t pfn = 1000 * (i + 1) + n % 7;

		must(moved_add(pfn, i + 1));
		must(moved_stretch(pfn, pfn + 100) == i + 1);
		must(cut(pfn, pfn + 1, pfn) == i + 1);
	}
}

START_TEST(test_threads_share_the_table)
{
	threads_run(4, add_and_cut, NULL);
	ck_assert(!moved_any());
}
END_TEST

static Suite *moved_suite(void)
{
	Suite *s = suite_create("moved");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);
	TCase *concurrency = suite_case(s, "concurrency", NULL);

	tcase_add_test(core, test_moved_starts_empty);
	tcase_add_test(core, test_moved_cut_takes_whole_ranges);
	tcase_add_test(core, test_moved_cut_takes_one_range_at_a_time);
	tcase_add_test(core, test_moved_cut_leaves_the_part_below);
	tcase_add_test(core, test_moved_stretch_stops_where_a_mapping_ends);
	tcase_add_test(limits, test_moved_is_bounded);
	tcase_add_test(limits, test_moved_can_be_forbidden);
	tcase_add_test(concurrency, test_threads_share_the_table);
	return s;
}

int main(void)
{
	return suite_run(moved_suite());
}
