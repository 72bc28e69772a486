/* SPDX-License-Identifier: MIT */
/*
 * tools/check_watch.c - processes that appear, end, change and refuse
 */
#include "screen/watch.h"
#include "support/suite.h"
#include "tools/fake.h"

static struct watch w;

static void setup(void)
{
	fake_setup();
	watch_init(&w, &fake_source);
}

/* All that was opened is closed, and all heaps are released. */
static void finish(void)
{
	watch_exit(&w);
	ck_assert_int_eq(fake_open, 0);
	ck_assert_int_eq(fake_heaps, 0);
}

START_TEST(test_targets_stay_open)
{
	for (int i = 0; i < 5; i++)
		fake_sample(&w, 3);
	ck_assert_uint_eq(w.nr, 3);
	ck_assert_int_eq(fake_opened, 3);
	ck_assert_int_eq(fake_heaps, 6);
	ck_assert_uint_eq(watch_find(&w, 102)->nr_samples, 5);
	finish();
}
END_TEST

START_TEST(test_rates_are_of_the_last_two_samples)
{
	const struct watched *p;

	fake_sample(&w, 1);
	p = watch_find(&w, 101);
	ck_assert_uint_eq(p->history[RATE_ALLOCS].nr, 0);
	fakes[0].allocs += 500;
	fakes[0].taken += 2;
	fake_sample(&w, 1);
	ck_assert_double_eq_tol(p->rates.per_second[RATE_ALLOCS], 250, 1e-6);
	ck_assert_uint_eq(p->history[RATE_ALLOCS].nr, 1);
	ck_assert_uint_eq(p->history[SERIES_USED].nr, 2);
	fakes[0].allocs = 3;
	fakes[0].taken += 2;
	fake_sample(&w, 1);
	ck_assert_double_eq(p->rates.per_second[RATE_ALLOCS], 0);
	finish();
}
END_TEST

START_TEST(test_a_process_that_ended_is_closed_and_forgotten)
{
	fake_sample(&w, 2);
	fake_sample(&w, 1);
	ck_assert_int_eq(fake_open, 1);
	ck_assert_uint_eq(w.nr, 2);
	ck_assert(!watch_find(&w, 102)->readable);
	ck_assert_int_eq(watch_find(&w, 102)->why.status, STATUS_NO_TARGET);
	for (int i = 0; i < 5; i++)
		fake_sample(&w, 1);
	ck_assert_ptr_null(watch_find(&w, 102));
	ck_assert_ptr_nonnull(watch_find(&w, 101));
	finish();
}
END_TEST

START_TEST(test_a_kept_process_stays_after_its_end)
{
	w.kept = 101;
	fake_sample(&w, 1);
	for (int i = 0; i < 9; i++)
		fake_sample(&w, 0);
	ck_assert_ptr_nonnull(watch_find(&w, 101));
	ck_assert_uint_eq(watch_find(&w, 101)->heap.info.allocs, 1000);
	w.kept = 0;
	fake_sample(&w, 0);
	ck_assert_uint_eq(w.nr, 0);
	finish();
}
END_TEST

START_TEST(test_a_pid_that_is_used_again_starts_anew)
{
	fake_sample(&w, 1);
	fake_sample(&w, 1);
	fakes[0].process.started++;
	fake_sample(&w, 1);
	ck_assert_int_eq(fake_opened, 2);
	ck_assert_int_eq(fake_open, 1);
	ck_assert_uint_eq(w.nr, 1);
	ck_assert_uint_eq(w.of[0]->nr_samples, 1);
	ck_assert_uint_eq(w.of[0]->history[SERIES_USED].nr, 1);
	finish();
}
END_TEST

START_TEST(test_one_that_refuses_says_why)
{
	fakes[1].refuses = STATUS_DENIED;
	fake_sample(&w, 3);
	ck_assert_uint_eq(w.nr, 3);
	ck_assert(watch_find(&w, 101)->readable);
	ck_assert(!watch_find(&w, 102)->readable);
	ck_assert_str_eq(watch_find(&w, 102)->why.text, "it refuses");
	ck_assert(watch_find(&w, 103)->readable);
	fakes[1].refuses = STATUS_OK;
	fake_sample(&w, 3);
	ck_assert(watch_find(&w, 102)->readable);
	finish();
}
END_TEST

START_TEST(test_one_that_runs_another_program_is_opened_again)
{
	fake_sample(&w, 1);
	fakes[0].fail_reads = 1;
	fakes[0].torn = STATUS_FAILED;
	fake_sample(&w, 1);
	ck_assert(w.of[0]->readable);
	ck_assert_int_eq(fake_opened, 2);
	ck_assert_int_eq(fake_open, 1);
	finish();
}
END_TEST

START_TEST(test_one_that_cannot_be_read_is_tried_again)
{
	fake_sample(&w, 1);
	fakes[0].fail_reads = 3;
	fakes[0].torn = STATUS_TORN;
	fake_sample(&w, 1);
	ck_assert(!w.of[0]->readable);
	ck_assert_int_eq(w.of[0]->why.status, STATUS_TORN);
	ck_assert_int_eq(fake_open, 0);
	fake_sample(&w, 1);
	ck_assert(!w.of[0]->readable);
	fake_sample(&w, 1);
	ck_assert(w.of[0]->readable);
	ck_assert_uint_eq(w.of[0]->nr_samples, 2);
	finish();
}
END_TEST

static Suite *watch_suite(void)
{
	Suite *s = suite_create("watch");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_targets_stay_open);
	tcase_add_test(core, test_rates_are_of_the_last_two_samples);
	tcase_add_test(core, test_a_process_that_ended_is_closed_and_forgotten);
	tcase_add_test(core, test_a_kept_process_stays_after_its_end);
	tcase_add_test(core, test_a_pid_that_is_used_again_starts_anew);
	tcase_add_test(core, test_one_that_refuses_says_why);
	tcase_add_test(core,
		       test_one_that_runs_another_program_is_opened_again);
	tcase_add_test(core, test_one_that_cannot_be_read_is_tried_again);
	return s;
}

int main(void)
{
	return suite_run(watch_suite());
}
