/* SPDX-License-Identifier: MIT */
/*
 * unit/check_panic.c - how a broken invariant stops the program
 */
#include "base/panic.h"
#include "support/capture.h"
#include "support/suite.h"

#include <signal.h>
#include <string.h>

static int evaluated;

static void say(void *arg)
{
	(void)arg;
	panic("free: %p %s", (void *)0x1230, "is a number");
}

static void break_assert(void *arg)
{
	bool yes = true;

	(void)arg;
	ASSERT(!yes);
}

static void break_debug_assert(void *arg)
{
	(void)arg;
	DEBUG_ASSERT(evaluated++ > 0);
}

START_TEST(test_panic_says_why_and_aborts)
{
	struct capture c = capture(say, NULL);

	ck_assert(capture_aborted(&c, "libbuddy: free: 0x1230 is a number\n"));
}
END_TEST

START_TEST(test_assert_names_the_place)
{
	struct capture c = capture(break_assert, NULL);

	ck_assert(capture_aborted(&c, "check_panic.c:"));
	ck_assert(strstr(c.text, "broken invariant: !yes"));
}
END_TEST

START_TEST(test_assert_that_holds_is_silent)
{
	ASSERT(evaluated == 0);
	DEBUG_ASSERT(evaluated == 0);
}
END_TEST

START_TEST(test_debug_assert_follows_the_build)
{
	struct capture c = capture(break_debug_assert, NULL);

	if (BUDDY_DEBUG)
		ck_assert(capture_aborted(&c, "broken invariant"));
	else
		ck_assert(capture_exited(&c));
}
END_TEST

START_TEST(test_panic_raises_abort)
{
	panic("%s", "on purpose");
}
END_TEST

static Suite *panic_suite(void)
{
	Suite *s = suite_create("panic");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_panic_says_why_and_aborts);
	tcase_add_test(core, test_assert_names_the_place);
	tcase_add_test(core, test_assert_that_holds_is_silent);
	tcase_add_test(core, test_debug_assert_follows_the_build);
	tcase_add_test_raise_signal(core, test_panic_raises_abort, SIGABRT);
	return s;
}

int main(void)
{
	return suite_run(panic_suite());
}
