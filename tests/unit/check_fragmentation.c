/* SPDX-License-Identifier: MIT */
/*
 * unit/check_fragmentation.c - the kernel's indices on known figures
 */
#include "info/fragmentation.h"
#include "support/suite.h"

enum { ORDERS = 11 };

static void expect(const uint64_t *nr_free, const int *unusable,
		   const int *index)
{
	for (unsigned o = 0; o < ORDERS; o++) {
		ck_assert_int_eq(unusable_free_index(nr_free, ORDERS, o),
				 unusable[o]);
		ck_assert_int_eq(fragmentation_index(nr_free, ORDERS, o),
				 index[o]);
	}
}

START_TEST(test_indices_of_a_machine_in_use)
{
	static const uint64_t nr_free[ORDERS] = { 503, 527, 416, 318, 465, 275,
						  242, 206, 138, 61,  129 };
	static const int unusable[ORDERS] = { 0,  1,   5,   12,	 21, 50,
					      83, 142, 243, 377, 496 };
	static const int index[ORDERS] = { -1000, -1000, -1000, -1000,
					   -1000, -1000, -1000, -1000,
					   -1000, -1000, -1000 };

	expect(nr_free, unusable, index);
}
END_TEST

START_TEST(test_indices_of_small_blocks)
{
	static const uint64_t nr_free[ORDERS] = { 1000, 200, 50, 10 };
	static const int unusable[ORDERS] = { 0,    595,  833,	952,
					      1000, 1000, 1000, 1000,
					      1000, 1000, 1000 };
	static const int index[ORDERS] = { -1000, -1000, -1000, -1000, 916, 958,
					   979,	  989,	 994,	997,   998 };

	expect(nr_free, unusable, index);
}
END_TEST

START_TEST(test_indices_of_nothing)
{
	static const uint64_t nr_free[ORDERS] = { 0 };
	static const int unusable[ORDERS] = { 1000, 1000, 1000, 1000,
					      1000, 1000, 1000, 1000,
					      1000, 1000, 1000 };
	static const int index[ORDERS] = { 0 };

	expect(nr_free, unusable, index);
}
END_TEST

START_TEST(test_lack_of_memory_is_near_0)
{
	static const uint64_t nr_free[ORDERS] = { 0, 1 };

	/* One block, almost no memory: more memory would help. */
	ck_assert_int_lt(fragmentation_index(nr_free, ORDERS, 10), 10);
	ck_assert_int_ge(fragmentation_index(nr_free, ORDERS, 10), -1);
}
END_TEST

START_TEST(test_every_second_page_is_near_1000)
{
	static const uint64_t nr_free[ORDERS] = { 100000 };

	ck_assert_int_eq(fragmentation_index(nr_free, ORDERS, 0), -1000);
	ck_assert_int_eq(fragmentation_index(nr_free, ORDERS, 1), 500);
	ck_assert_int_ge(fragmentation_index(nr_free, ORDERS, 10), 999);
	ck_assert_int_eq(unusable_free_index(nr_free, ORDERS, 0), 0);
	ck_assert_int_eq(unusable_free_index(nr_free, ORDERS, 1), 1000);
}
END_TEST

START_TEST(test_whole_blocks_serve_everything)
{
	static const uint64_t nr_free[ORDERS] = { [10] = 3 };

	for (unsigned o = 0; o < ORDERS; o++) {
		ck_assert_int_eq(fragmentation_index(nr_free, ORDERS, o),
				 -1000);
		ck_assert_int_eq(unusable_free_index(nr_free, ORDERS, o), 0);
	}
}
END_TEST

START_TEST(test_indices_of_the_largest_arena)
{
	/* 1 TiB in single pages. */
	static const uint64_t nr_free[ORDERS] = { UINT64_C(1) << 28 };

	ck_assert_int_eq(unusable_free_index(nr_free, ORDERS, 10), 1000);
	ck_assert_int_eq(fragmentation_index(nr_free, ORDERS, 10), 1000);
}
END_TEST

static Suite *fragmentation_suite(void)
{
	Suite *s = suite_create("fragmentation");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_indices_of_a_machine_in_use);
	tcase_add_test(core, test_indices_of_small_blocks);
	tcase_add_test(core, test_lack_of_memory_is_near_0);
	tcase_add_test(core, test_every_second_page_is_near_1000);
	tcase_add_test(core, test_whole_blocks_serve_everything);
	tcase_add_test(limits, test_indices_of_nothing);
	tcase_add_test(limits, test_indices_of_the_largest_arena);
	return s;
}

int main(void)
{
	return suite_run(fragmentation_suite());
}
