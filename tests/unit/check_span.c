/* SPDX-License-Identifier: MIT */
/*
 * unit/check_span.c - words and numbers in a text that is only read
 */
#include "base/span.h"
#include "support/suite.h"

static bool same(struct span s, const char *text)
{
	return span_is(s, text);
}

START_TEST(test_is_compares_the_whole)
{
	ck_assert(span_is(span_of("word"), "word"));
	ck_assert(!span_is(span_of("word"), "words"));
	ck_assert(!span_is(span_of("words"), "word"));
	ck_assert(!span_is(span_of("ward"), "word"));
	ck_assert(span_is(span_of(""), ""));
	ck_assert(!span_is(span_of(""), "a"));
	ck_assert(span_is((struct span){ "words", 4 }, "word"));
}
END_TEST

START_TEST(test_cut_takes_what_is_before_the_mark)
{
	struct span s = span_of("a:bc::d");

	ck_assert(same(span_cut(&s, ':'), "a"));
	ck_assert(same(span_cut(&s, ':'), "bc"));
	ck_assert(same(span_cut(&s, ':'), ""));
	ck_assert(same(span_cut(&s, ':'), "d"));
	ck_assert_uint_eq(s.len, 0);
	ck_assert(same(span_cut(&s, ':'), ""));
}
END_TEST

START_TEST(test_cut_without_a_mark_takes_all)
{
	struct span s = span_of("abc");

	ck_assert(same(span_cut(&s, ','), "abc"));
	ck_assert_uint_eq(s.len, 0);
}
END_TEST

START_TEST(test_cut_stays_in_the_span)
{
	struct span s = { "ab,cd", 2 };

	ck_assert(same(span_cut(&s, ','), "ab"));
	ck_assert_uint_eq(s.len, 0);
}
END_TEST

START_TEST(test_numbers)
{
	uint64_t n = 1;

	ck_assert(span_number(span_of("0"), &n));
	ck_assert_uint_eq(n, 0);
	ck_assert(span_number(span_of("18446744073709551615"), &n));
	ck_assert_uint_eq(n, UINT64_MAX);
	ck_assert(span_number((struct span){ "1234", 2 }, &n));
	ck_assert_uint_eq(n, 12);
}
END_TEST

START_TEST(test_sizes)
{
	uint64_t n;

	ck_assert(span_size(span_of("12"), &n));
	ck_assert_uint_eq(n, 12);
	ck_assert(span_size(span_of("2K"), &n));
	ck_assert_uint_eq(n, 2048);
	ck_assert(span_size(span_of("3t"), &n));
	ck_assert_uint_eq(n, UINT64_C(3) << 40);
}
END_TEST

START_TEST(test_what_is_no_number_changes_nothing)
{
	static const char *const bad[] = {
		"",    "x",   "-1",
		"+1",  " 1",  "1 ",
		"0x1", "1.5", "18446744073709551616",
	};
	static const char *const no_sizes[] = { "K", "1KB", "1X",
						"18014398509481984K" };
	uint64_t n = 7;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_msg(!span_number(span_of(bad[i]), &n), "%s", bad[i]);
		ck_assert_msg(!span_size(span_of(bad[i]), &n), "%s", bad[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no_sizes); i++)
		ck_assert_msg(!span_size(span_of(no_sizes[i]), &n), "%s",
			      no_sizes[i]);
	ck_assert(!span_number(span_of("1K"), &n));
	ck_assert_uint_eq(n, 7);
}
END_TEST

static Suite *span_suite(void)
{
	Suite *s = suite_create("span");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_is_compares_the_whole);
	tcase_add_test(core, test_cut_takes_what_is_before_the_mark);
	tcase_add_test(core, test_numbers);
	tcase_add_test(core, test_sizes);
	tcase_add_test(limits, test_cut_without_a_mark_takes_all);
	tcase_add_test(limits, test_cut_stays_in_the_span);
	tcase_add_test(limits, test_what_is_no_number_changes_nothing);
	return s;
}

int main(void)
{
	return suite_run(span_suite());
}
