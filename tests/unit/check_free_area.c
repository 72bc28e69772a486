/* SPDX-License-Identifier: MIT */
/*
 * unit/check_free_area.c - the list of free blocks of one order
 */
#include "buddy/free_area.h"
#include "support/pages.h"
#include "support/suite.h"

static struct free_area area;

static void setup(void)
{
	ck_assert_int_eq(arena_init(64 * MIB), 0);
	ck_assert_int_eq(arena_commit(0, BLOCK_PAGES), 0);
	free_area_init(&area);
}

/* The pages on the list, forwards, must be these, and backwards as well. */
static void expect(unsigned n, const pfn_t *pfns)
{
	pfn_t prev = PFN_NONE, at = area.head;

	ck_assert_uint_eq(load_relaxed(&area.nr_free), n);
	for (unsigned i = 0; i < n; i++) {
		ck_assert_uint_eq(at, pfns[i]);
		ck_assert_uint_eq(pfn_to_page(at)->prev, prev);
		prev = at;
		at = pfn_to_page(at)->next;
	}
	ck_assert_uint_eq(at, PFN_NONE);
	ck_assert_uint_eq(area.tail, prev);
}

START_TEST(test_area_starts_empty)
{
	expect(0, NULL);
}
END_TEST

START_TEST(test_area_dirty_first_clean_last)
{
	static const pfn_t order[] = { 24, 8, 0, 16 };

	free_area_add(&area, 0, 3, false);
	free_area_add(&area, 8, 3, true);
	free_area_add(&area, 16, 3, false);
	free_area_add(&area, 24, 3, true);
	expect(4, order);
}
END_TEST

START_TEST(test_area_types_the_head_page)
{
	free_area_add(&area, 32, 4, true);

	ck_assert_uint_eq(load_relaxed(&pfn_to_page(32)->flags),
			  PG_BUDDY | PG_HEAD);
	ck_assert_uint_eq(pfn_to_page(32)->order, 4);
	ck_assert_uint_eq(pfn_to_page(32)->nr_pages, 16);
	ck_assert_uint_eq(load_relaxed(&pfn_to_page(33)->flags), 0);

	free_area_del(&area, 32);
	ck_assert_uint_eq(load_relaxed(&pfn_to_page(32)->flags), 0);
}
END_TEST

START_TEST(test_area_del_anywhere)
{
	static const pfn_t after_middle[] = { 24, 8, 0 };
	static const pfn_t after_head[] = { 8, 0 };
	static const pfn_t after_tail[] = { 8 };

	for (pfn_t pfn = 0; pfn < 32; pfn += 8)
		free_area_add(&area, pfn, 3, true);
	free_area_del(&area, 16);
	expect(3, after_middle);
	free_area_del(&area, 24);
	expect(2, after_head);
	free_area_del(&area, 0);
	expect(1, after_tail);
	free_area_del(&area, 8);
	expect(0, NULL);
}
END_TEST

START_TEST(test_area_takes_back_what_left)
{
	static const pfn_t order[] = { 8, 0 };

	free_area_add(&area, 0, 3, true);
	free_area_add(&area, 8, 3, true);
	free_area_del(&area, 0);
	free_area_add(&area, 0, 3, false);
	expect(2, order);
}
END_TEST

static Suite *free_area_suite(void)
{
	Suite *s = suite_create("free_area");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_area_starts_empty);
	tcase_add_test(core, test_area_dirty_first_clean_last);
	tcase_add_test(core, test_area_types_the_head_page);
	tcase_add_test(core, test_area_del_anywhere);
	tcase_add_test(core, test_area_takes_back_what_left);
	return s;
}

int main(void)
{
	return suite_run(free_area_suite());
}
