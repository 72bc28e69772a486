/* SPDX-License-Identifier: MIT */
/*
 * unit/check_lock.c - the mutex, and the order in which locks are taken
 */
#include "os/lock.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 20000 };

static struct lock lock, other, later;

static void setup(void)
{
	lock_init(&lock, RANK_STRIPE);
	lock_init(&other, RANK_STRIPE);
	lock_init(&later, RANK_ZONE);
}

START_TEST(test_lock_is_held_until_released)
{
	ck_assert(!lock_is_held(&lock));
	lock_acquire(&lock);
	ck_assert(lock_is_held(&lock));
	lock_release(&lock);
	ck_assert(!lock_is_held(&lock));
}
END_TEST

START_TEST(test_lock_of_zeros_is_free)
{
	static struct lock zeroed = { .rank = RANK_ARENA };

	ck_assert(!lock_is_held(&zeroed));
	lock_acquire(&zeroed);
	lock_release(&zeroed);
}
END_TEST

START_TEST(test_lock_try_takes_a_free_lock_only)
{
	ck_assert(lock_try(&lock));
	ck_assert(!lock_try(&lock));
	lock_release(&lock);
	ck_assert(lock_try(&lock));
	lock_release(&lock);
}
END_TEST

START_TEST(test_lock_nested_takes_several_of_a_rank)
{
	lock_acquire_nested(&lock);
	lock_acquire_nested(&other);
	lock_acquire(&later);
	ck_assert(lock_is_held(&lock) && lock_is_held(&other));
	lock_release(&later);
	lock_release(&other);
	lock_release(&lock);
	lock_rank_assert_below(RANK_THREADS);
}
END_TEST

struct counter {
	struct lock lock;
	unsigned long plain; /* lock */
	bool inside;	     /* lock */
};

static void count_up(void *arg, unsigned i)
{
	struct counter *c = arg;

	for (int n = 0; n < ROUNDS; n++) {
		if ((n + i) % 3 || !lock_try(&c->lock))
			lock_acquire(&c->lock);
		must(!c->inside);
		c->inside = true;
		c->plain++;
		c->inside = false;
		lock_release(&c->lock);
	}
}

START_TEST(test_lock_excludes_other_threads)
{
	struct counter c = { .plain = 0 };

	lock_init(&c.lock, RANK_CLASS);
	threads_run(THREADS, count_up, &c);
	ck_assert_uint_eq(c.plain, THREADS * ROUNDS);
	ck_assert(!lock_is_held(&c.lock));
}
END_TEST

static void hold_for_long(void *arg, unsigned i)
{
	struct turns *turns = arg;

	if (i == 0) {
		lock_acquire(&lock);
		turns_next(turns);
		/* Long enough for the others to go to sleep. */
		usleep(50 * 1000);
		lock_release(&lock);
		return;
	}
	turns_wait(turns, 1);
	must(!lock_try(&lock));
	errno = ERANGE;
	lock_acquire(&lock);
	must(errno == ERANGE);
	lock_release(&lock);
}

START_TEST(test_lock_wakes_those_who_sleep)
{
	struct turns turns = { 0 };

	threads_run(THREADS, hold_for_long, &turns);
	ck_assert(!lock_is_held(&lock));
}
END_TEST

START_TEST(test_lock_held_for_a_fork_lets_its_holder_through)
{
	lock_hold_for_fork(&lock);
	ck_assert(!lock_passes(&lock));
	lock_set_forking(true);
	ck_assert(lock_passes(&lock));
	ck_assert(!lock_passes(&other));
	for (int i = 0; i < 3; i++) {
		lock_acquire(&lock);
		lock_release(&lock);
	}
	ck_assert(lock_is_held(&lock));
	lock_set_forking(false);
	lock_release_from_fork(&lock);
	ck_assert(!lock_is_held(&lock));
	lock_rank_assert_below(RANK_THREADS);
	lock_acquire(&lock);
	lock_release(&lock);
}
END_TEST

START_TEST(test_lock_held_for_a_fork_is_held)
{
	lock_hold_for_fork(&lock);
	lock_set_forking(true);
	/* Whoever only tries goes elsewhere, as for any held lock. */
	ck_assert(!lock_try(&lock));
	lock_set_forking(false);
	lock_release_from_fork(&lock);
	ck_assert(lock_try(&lock));
	lock_release(&lock);
}
END_TEST

static void hold_for_fork(void *arg, unsigned i)
{
	struct turns *turns = arg;

	if (i == 0) {
		lock_hold_for_fork(&lock);
		lock_set_forking(true);
		turns_next(turns);
		usleep(50 * 1000);
		lock_acquire(&lock);
		lock_release(&lock);
		usleep(20 * 1000);
		turns_next(turns);
		lock_set_forking(false);
		lock_release_from_fork(&lock);
		return;
	}
	turns_wait(turns, 1);
	lock_acquire(&lock);
	must(atomic_load(&turns->now) == 2);
	lock_release(&lock);
}

START_TEST(test_lock_held_for_a_fork_keeps_others_out)
{
	struct turns turns = { 0 };

	threads_run(THREADS, hold_for_fork, &turns);
	ck_assert(!lock_is_held(&lock));
}
END_TEST

static void hold_for_fork_often(void *arg, unsigned i)
{
	struct counter *c = arg;

	for (int n = 0; n < ROUNDS / 10; n++) {
		if (i == 0)
			lock_hold_for_fork(&c->lock);
		else
			lock_acquire(&c->lock);
		must(!c->inside);
		c->inside = true;
		c->plain++;
		c->inside = false;
		if (i == 0)
			lock_release_from_fork(&c->lock);
		else
			lock_release(&c->lock);
	}
}

START_TEST(test_lock_held_for_forks_loses_no_waiter)
{
	struct counter c = { .plain = 0 };

	lock_init(&c.lock, RANK_CLASS);
	threads_run(THREADS, hold_for_fork_often, &c);
	ck_assert_uint_eq(c.plain, THREADS * (ROUNDS / 10));
	ck_assert(!lock_is_held(&c.lock));
}
END_TEST

static void try_once(void *arg)
{
	*(bool *)arg = lock_try(&lock);
}

START_TEST(test_lock_try_fails_while_another_thread_holds_it)
{
	bool taken = true;

	lock_acquire(&lock);
	thread_run(try_once, &taken);
	lock_release(&lock);
	ck_assert(!taken);
}
END_TEST

START_TEST(test_K1_an_earlier_rank_is_refused)
{
	lock_acquire(&later);
	lock_acquire(&lock);
}
END_TEST

START_TEST(test_K1_the_same_rank_is_refused)
{
	lock_acquire(&lock);
	lock_acquire(&other);
}
END_TEST

START_TEST(test_K1_holds_for_a_lock_that_was_tried)
{
	ck_assert(lock_try(&later));
	lock_acquire(&lock);
}
END_TEST

START_TEST(test_K1_release_of_a_lock_that_is_not_held)
{
	lock_release(&lock);
}
END_TEST

START_TEST(test_K1_calls_that_may_not_hold_a_lock)
{
	lock_acquire(&lock);
	lock_rank_assert_below(RANK_STRIPE);
}
END_TEST

START_TEST(test_K1_later_ranks_are_in_order)
{
	lock_acquire(&lock);
	lock_rank_assert_below(RANK_ZONE);
	lock_acquire(&later);
	lock_rank_assert_below(RANK_ARENA);
	lock_release(&later);
	lock_release(&lock);
}
END_TEST

static Suite *lock_suite(void)
{
	Suite *s = suite_create("lock");
	TCase *core = suite_case(s, "core", setup);
	TCase *corruption = suite_case(s, "corruption", setup);
	TCase *concurrency = suite_case(s, "concurrency", setup);

	tcase_add_test(core, test_lock_is_held_until_released);
	tcase_add_test(core, test_lock_of_zeros_is_free);
	tcase_add_test(core, test_lock_try_takes_a_free_lock_only);
	tcase_add_test(core, test_lock_held_for_a_fork_lets_its_holder_through);
	tcase_add_test(core, test_lock_held_for_a_fork_is_held);
	tcase_add_test(core, test_lock_nested_takes_several_of_a_rank);
	tcase_add_test(core, test_K1_later_ranks_are_in_order);
	tcase_add_test(concurrency, test_lock_excludes_other_threads);
	tcase_add_test(concurrency, test_lock_wakes_those_who_sleep);
	tcase_add_test(concurrency, test_lock_held_for_a_fork_keeps_others_out);
	tcase_add_test(concurrency, test_lock_held_for_forks_loses_no_waiter);
	tcase_add_test(concurrency,
		       test_lock_try_fails_while_another_thread_holds_it);
	/* Only debug builds know what a thread holds. */
	if (!BUDDY_DEBUG)
		return s;
	tcase_add_test_raise_signal(
		corruption, test_K1_an_earlier_rank_is_refused, SIGABRT);
	tcase_add_test_raise_signal(corruption,
				    test_K1_the_same_rank_is_refused, SIGABRT);
	tcase_add_test_raise_signal(
		corruption, test_K1_holds_for_a_lock_that_was_tried, SIGABRT);
	tcase_add_test_raise_signal(corruption,
				    test_K1_release_of_a_lock_that_is_not_held,
				    SIGABRT);
	tcase_add_test_raise_signal(
		corruption, test_K1_calls_that_may_not_hold_a_lock, SIGABRT);
	return s;
}

int main(void)
{
	return suite_run(lock_suite());
}
