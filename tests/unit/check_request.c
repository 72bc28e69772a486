/* SPDX-License-Identifier: MIT */
/*
 * unit/check_request.c - the requests that the control thread answers
 */
#include "api/request.h"
#include "buddy/purge.h"
#include "slab/heap.h"
#include "support/heap.h"
#include "support/suite.h"

#include <string.h>

static char text[ANSWER_BYTES];

static const char *ask(const char *line)
{
	struct fmt answer = fmt_init(text, sizeof(text));

	request_answer(span_of(line), &answer);
	ck_assert_uint_eq(answer.len, strlen(text));
	return text;
}

START_TEST(test_get_and_set)
{
	ck_assert_str_eq(ask("get opt.arena"), "ok\n268435456\n");
	ck_assert_str_eq(ask("set purge.floor 2M"), "ok\n8388608\n");
	ck_assert_str_eq(ask("get purge.floor"), "ok\n2097152\n");
	ck_assert_str_eq(ask("set check 0"), "ok\n0\n");
}
END_TEST

START_TEST(test_trim)
{
	void *p = heap_alloc(8 * MIB);

	memset(p, 1, 8 * MIB);
	heap_free(p);
	ck_assert_str_eq(ask("trim 1G"), "ok\n0\n");
	ck_assert_uint_gt(purge_dirty(), 0);
	ck_assert_str_eq(ask("trim"), "ok\n1\n");
	ck_assert_uint_eq(purge_dirty(), 0);
	ck_assert_str_eq(ask("trim 0"), "ok\n0\n");
}
END_TEST

START_TEST(test_dump_is_a_report)
{
	char report[REPORT_BYTES];
	struct fmt f = fmt_init(report, sizeof(report));

	heap_free(heap_alloc(1));
	ask("dump");
	ck_assert_uint_eq(strncmp(text, "ok\nNode 0, zone ", 16), 0);
	ck_assert_ptr_nonnull(strstr(text, "present "));
	report_print(&f);
	if (!BUDDY_COUNTS)
		ck_assert_str_eq(text + 3, report);
}
END_TEST

START_TEST(test_what_is_wrong_is_said)
{
	static const char *const wrong[][2] = {
		{ "", "error unknown request\n" },
		{ " ", "error unknown request\n" },
		{ "help", "error unknown request\n" },
		{ "TRIM", "error unknown request\n" },
		{ "get", "error unknown name\n" },
		{ "get ", "error unknown name\n" },
		{ "get nonsense", "error unknown name\n" },
		{ "get purge.floor 1", "error unknown name\n" },
		{ "get trim", "error it is an action: set it\n" },
		{ "set", "error no number\n" },
		{ "set purge.floor", "error no number\n" },
		{ "set purge.floor -1", "error no number\n" },
		{ "set purge.floor 1 2", "error no number\n" },
		{ "set purge.share 0", "error value out of range\n" },
		{ "set nonsense 1", "error unknown name\n" },
		{ "set heap.frees 1", "error it cannot be set\n" },
		{ "trim x", "error no number\n" },
		{ "trim 1 2", "error no number\n" },
		{ "dump all", "error dump takes nothing\n" },
		{ "%s%n%p", "error unknown request\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ck_assert_str_eq(ask(wrong[i][0]), wrong[i][1]);
	ck_assert_uint_eq(purge_config.share_percent, 800);
	ck_heap_sound();
}
END_TEST

static Suite *request_suite(void)
{
	Suite *s = suite_create("request");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *limits = suite_case(s, "limits", heap_setup_256m);

	tcase_add_test(core, test_get_and_set);
	tcase_add_test(core, test_trim);
	tcase_add_test(core, test_dump_is_a_report);
	tcase_add_test(limits, test_what_is_wrong_is_said);
	return s;
}

int main(void)
{
	return suite_run(request_suite());
}
