/* SPDX-License-Identifier: MIT */
/*
 * tools/check_rates.c - how fast counters grow
 */
#include "screen/rates.h"
#include "support/suite.h"

#include <unistd.h>

START_TEST(test_rate)
{
	ck_assert_double_eq_tol(rate_between(100, 300, 2), 100, 1e-9);
	ck_assert_double_eq_tol(rate_between(0, 1, 0.001), 1000, 1e-6);
	ck_assert_double_eq_tol(rate_between(0, UINT64_MAX, 1), 1.8446744e19,
				1e13);
}
END_TEST

START_TEST(test_a_counter_that_ran_backwards_stands_still)
{
	ck_assert_double_eq(rate_between(300, 100, 1), 0);
	ck_assert_double_eq(rate_between(UINT64_MAX, 0, 1), 0);
}
END_TEST

START_TEST(test_no_time_is_no_rate)
{
	ck_assert_double_eq(rate_between(0, 100, 0), 0);
	ck_assert_double_eq(rate_between(0, 100, -1), 0);
}
END_TEST

START_TEST(test_each_rate_is_of_its_own_counter)
{
	struct process p = { .minor_faults = 60, .major_faults = 6 };
	struct heap h = { .taken = 12 };
	struct moment before = { .taken = 10 }, after;
	struct rates r;

	h.info.allocs = 20;
	h.info.frees = 22;
	h.info.splits = 24;
	h.info.merges = 26;
	h.info.purged_pages = 28;
	after = moment_of(&p, &h);
	r = rates_between(&before, &after);
	ck_assert_double_eq(r.per_second[RATE_ALLOCS], 10);
	ck_assert_double_eq(r.per_second[RATE_FREES], 11);
	ck_assert_double_eq(r.per_second[RATE_SPLITS], 12);
	ck_assert_double_eq(r.per_second[RATE_MERGES], 13);
	ck_assert_double_eq(r.per_second[RATE_PURGED], 14);
	ck_assert_double_eq(r.per_second[RATE_FAULTS], 33);
}
END_TEST

START_TEST(test_since_the_start)
{
	struct process p = { .started = 5 * (uint64_t)sysconf(_SC_CLK_TCK) };
	struct moment start = moment_of_start(&p, 1000, 25);

	ck_assert_double_eq_tol(start.taken, 980, 1e-6);
	ck_assert_uint_eq(start.count[RATE_ALLOCS], 0);
	/* Started this moment, or by a clock that runs ahead. */
	start = moment_of_start(&p, 1000, 5);
	ck_assert_double_lt(start.taken, 1000);
	start = moment_of_start(&p, 1000, 1);
	ck_assert_double_lt(start.taken, 1000);
	ck_assert_double_gt(start.taken, 999);
}
END_TEST

static Suite *rates_suite(void)
{
	Suite *s = suite_create("rates");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_rate);
	tcase_add_test(core, test_a_counter_that_ran_backwards_stands_still);
	tcase_add_test(core, test_no_time_is_no_rate);
	tcase_add_test(core, test_each_rate_is_of_its_own_counter);
	tcase_add_test(core, test_since_the_start);
	return s;
}

int main(void)
{
	return suite_run(rates_suite());
}
