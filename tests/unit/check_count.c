/* SPDX-License-Identifier: MIT */
/*
 * unit/check_count.c - how often threads may meet
 *
 * What a counting build calls is there in every build, and tested here; what
 * calls it does so in a counting build alone.
 */
#include "os/lock.h"
#include "support/suite.h"
#include "support/threads.h"

enum { THREADS = 4, ROUNDS = 1000 };

static struct {
	char byte[2 * CACHE_LINE];
} cacheline_aligned two;

static uint64_t lines(void)
{
	return count_sum(COUNT_LINES);
}

static uint64_t moved(void)
{
	return count_sum(COUNT_LINES_MOVED);
}

START_TEST(test_counts_start_at_zero)
{
	for (unsigned i = 0; i < NR_COUNTS; i++)
		ck_assert_uint_eq(count_sum(i), 0);
}
END_TEST

START_TEST(test_count_adds_up)
{
	count_n(COUNT_CALLS, 3);
	count_n(COUNT_CALLS, 4);
	count_n(COUNT_LOOKS, 1);
	ck_assert_uint_eq(count_sum(COUNT_CALLS), 7);
	ck_assert_uint_eq(count_sum(COUNT_LOOKS), 1);
}
END_TEST

START_TEST(test_a_line_counts_once_under_a_lock)
{
	count_lock_taken(&two.byte[0], RANK_ZONE);
	count_line_written(&two.byte[8]);
	ck_assert_uint_eq(lines(), 1);
	count_line_written(&two.byte[CACHE_LINE]);
	count_line_written(&two.byte[2 * CACHE_LINE - 1]);
	ck_assert_uint_eq(lines(), 2);
	count_lock_taken(&two.byte[0], RANK_ZONE);
	count_line_written(&two.byte[CACHE_LINE]);
	ck_assert_uint_eq(lines(), 4);
	ck_assert_uint_eq(moved(), 0);
}
END_TEST

START_TEST(test_a_lock_counts_by_rank)
{
	count_lock_taken(&two.byte[0], RANK_CLASS);
	count_lock_taken(&two.byte[0], RANK_CLASS);
	count_lock_taken(&two.byte[0], RANK_ARENA);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS + RANK_CLASS), 2);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS + RANK_ARENA), 1);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS + RANK_ZONE), 0);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS_MOVED + RANK_CLASS), 0);
}
END_TEST

static void write_line(void *line)
{
	count_line_written(line);
}

START_TEST(test_a_line_moves_to_another_thread)
{
	count_line_written(&two.byte[0]);
	thread_run(write_line, &two.byte[0]);
	ck_assert_uint_eq(lines(), 2);
	ck_assert_uint_eq(moved(), 1);
	/* It came back: written again, although no lock was taken. */
	count_line_written(&two.byte[0]);
	ck_assert_uint_eq(lines(), 3);
	ck_assert_uint_eq(moved(), 2);
	count_line_written(&two.byte[0]);
	ck_assert_uint_eq(lines(), 3);
}
END_TEST

static void take_lock(void *lock)
{
	count_lock_taken(lock, RANK_STRIPE);
}

START_TEST(test_a_lock_moves_to_another_thread)
{
	take_lock(&two.byte[0]);
	thread_run(take_lock, &two.byte[0]);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS + RANK_STRIPE), 2);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS_MOVED + RANK_STRIPE), 1);
	ck_assert_uint_eq(moved(), 1);
}
END_TEST

static void count_up(void *arg, unsigned i)
{
	(void)arg;
	for (unsigned n = 0; n < ROUNDS; n++)
		count_n(COUNT_CALLS, i + 1);
}

START_TEST(test_no_count_of_a_thread_is_lost)
{
	threads_run(THREADS, count_up, NULL);
	ck_assert_uint_eq(count_sum(COUNT_CALLS),
			  ROUNDS * THREADS * (THREADS + 1) / 2);
}
END_TEST

START_TEST(test_only_a_counting_build_counts)
{
	struct lock lock;

	lock_init(&lock, RANK_STRIPE);
	lock_acquire(&lock);
	count_line(&two.byte[0]);
	lock_release(&lock);
	ck_assert(lock_try(&lock));
	lock_release(&lock);
	count_events(COUNT_CALLS, 1);
	ck_assert_uint_eq(count_sum(COUNT_LOCKS + RANK_STRIPE),
			  BUDDY_COUNTS ? 2 : 0);
	ck_assert_uint_eq(count_sum(COUNT_CALLS), BUDDY_COUNTS);
	ck_assert_uint_eq(lines(), BUDDY_COUNTS ? 3 : 0);
}
END_TEST

static Suite *count_suite(void)
{
	Suite *s = suite_create("count");
	TCase *core = suite_case(s, "core", NULL);
	TCase *concurrency = suite_case(s, "concurrency", NULL);

	tcase_add_test(core, test_counts_start_at_zero);
	tcase_add_test(core, test_count_adds_up);
	tcase_add_test(core, test_a_line_counts_once_under_a_lock);
	tcase_add_test(core, test_a_lock_counts_by_rank);
	tcase_add_test(core, test_only_a_counting_build_counts);
	tcase_add_test(concurrency, test_a_line_moves_to_another_thread);
	tcase_add_test(concurrency, test_a_lock_moves_to_another_thread);
	tcase_add_test(concurrency, test_no_count_of_a_thread_is_lost);
	return s;
}

int main(void)
{
	return suite_run(count_suite());
}
