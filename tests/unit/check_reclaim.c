/* SPDX-License-Identifier: MIT */
/*
 * unit/check_reclaim.c - the hooks through which the layers above are asked
 */
#include "buddy/reclaim.h"
#include "support/suite.h"

static unsigned own, all;
static uint64_t polled_ms;

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

static Suite *reclaim_suite(void)
{
	Suite *s = suite_create("reclaim");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_reclaim_without_hooks_does_nothing);
	tcase_add_test(core, test_reclaim_calls_the_hook_that_is_meant);
	return s;
}

int main(void)
{
	return suite_run(reclaim_suite());
}
