/* SPDX-License-Identifier: MIT */
/*
 * unit/check_reclaim.c - the hooks through which the layers above are asked
 */
#include "buddy/reclaim.h"
#include "support/suite.h"
#include "support/threads.h"

static unsigned own, all;
static uint64_t polled_ms;
static _Atomic bool given_back;

static void drain_own(void)
{
	own++;
}

static void drain_all(void)
{
	all++;
}

static void polled(uint64_t now_ms)
{
	polled_ms = now_ms;
}

START_TEST(test_reclaim_without_hooks_does_nothing)
{
	reclaim_own();
	reclaim_all();
	reclaim_polled(5);
	ck_assert_uint_eq(reclaim_unused_pages(), 0);
	ck_assert_uint_eq(own + all, 0);
}
END_TEST

START_TEST(test_reclaim_calls_the_hook_that_is_meant)
{
	static const struct reclaim_hooks hooks = { .drain_own = drain_own,
						    .drain_all = drain_all,
						    .polled = polled };

	reclaim_register(&hooks);
	reclaim_own();
	ck_assert_uint_eq(own, 1);
	ck_assert_uint_eq(all, 0);
	reclaim_all();
	ck_assert_uint_eq(own, 1);
	ck_assert_uint_eq(all, 1);
	ck_assert_uint_eq(polled_ms, 0);
	reclaim_polled(7);
	ck_assert_uint_eq(polled_ms, 7);
}
END_TEST

static void hold_or_wait(void *arg, unsigned i)
{
	struct turns *turns = arg;

	if (i == 1) {
		turns_wait(turns, 1);
		must(reclaim_in_flight());
		turns_next(turns);
		while (reclaim_in_flight())
			reclaim_wait();
		must(atomic_load(&given_back));
		return;
	}
	reclaim_begin();
	reclaim_begin();
	reclaim_end();
	turns_next(turns);
	turns_wait(turns, 2);
	atomic_store(&given_back, true);
	reclaim_end();
}

START_TEST(test_reclaim_wait_finds_what_was_given_back)
{
	struct turns turns = { 0 };

	ck_assert(!reclaim_in_flight());
	threads_run(2, hold_or_wait, &turns);
	ck_assert(!reclaim_in_flight());
}
END_TEST

START_TEST(test_reclaim_wait_gives_up_on_a_thread_that_does_not_run)
{
	reclaim_begin();
	reclaim_wait();
	ck_assert(reclaim_in_flight());
	reclaim_after_fork();
	ck_assert(!reclaim_in_flight());
}
END_TEST

static Suite *reclaim_suite(void)
{
	Suite *s = suite_create("reclaim");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_reclaim_without_hooks_does_nothing);
	tcase_add_test(core, test_reclaim_calls_the_hook_that_is_meant);
	tcase_add_test(core, test_reclaim_wait_finds_what_was_given_back);
	tcase_add_test(
		core, test_reclaim_wait_gives_up_on_a_thread_that_does_not_run);
	return s;
}

int main(void)
{
	return suite_run(reclaim_suite());
}
