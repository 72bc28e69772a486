/* SPDX-License-Identifier: MIT */
/*
 * tools/check_text.c - words and numbers that are fit to be printed
 */
#include "show/text.h"
#include "support/suite.h"

#include <limits.h>
#include <string.h>

static void expect(const char *name, const char *shown)
{
	ck_assert_str_eq(text_name(name, strlen(name)).s, shown);
}

START_TEST(test_names_stay)
{
	expect("", "");
	expect("sh", "sh");
	expect("(a b) \"c\" \\", "(a b) \"c\" \\");
	expect("na\xc3\xafve", "na\xc3\xafve");
	expect("\xe2\x82\xac \xf0\x9f\x98\x80",
	       "\xe2\x82\xac \xf0\x9f\x98\x80");
}
END_TEST

START_TEST(test_control_characters_go)
{
	expect("a\x1b[31mb", "a?[31mb");
	expect("a\nb\tc\rd\x7f", "a?b?c?d?");
	/* CSI as one character of the second set of controls. */
	expect("a\xc2\x9b"
	       "31m",
	       "a??31m");
}
END_TEST

START_TEST(test_what_is_not_utf8_goes)
{
	expect("caf\xe9", "caf?");
	expect("\xc3", "?");
	expect("\xe2\x82", "??");
	expect("\xc0\xaf", "??");
	expect("\xe0\x80\x80", "???");
	expect("\xed\xa0\x80", "???");
	expect("\xf4\x90\x80\x80", "????");
	expect("\xf5\xff\xfe", "???");
	expect("\xe2\x28\xa1", "?(?");
}
END_TEST

START_TEST(test_names_end_in_time)
{
	static const char full[4] = { 'a', 'b', 'c', 'd' };
	char wide[200];

	ck_assert_str_eq(TEXT_NAME(full).s, "abcd");
	memset(wide, 'w', sizeof(wide));
	ck_assert_uint_eq(strlen(TEXT_NAME(wide).s), sizeof(struct text) - 1);
}
END_TEST

START_TEST(test_thousandths)
{
	ck_assert_str_eq(text_thousandths(0).s, "0.000");
	ck_assert_str_eq(text_thousandths(7).s, "0.007");
	ck_assert_str_eq(text_thousandths(1000).s, "1.000");
	ck_assert_str_eq(text_thousandths(-1000).s, "-1.000");
	ck_assert_str_eq(text_thousandths(-500).s, "-0.500");
	ck_assert_str_eq(text_thousandths(INT_MIN).s, "-2147483.648");
}
END_TEST

static Suite *text_suite(void)
{
	Suite *s = suite_create("text");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_names_stay);
	tcase_add_test(core, test_control_characters_go);
	tcase_add_test(core, test_thousandths);
	tcase_add_test(limits, test_what_is_not_utf8_goes);
	tcase_add_test(limits, test_names_end_in_time);
	return s;
}

int main(void)
{
	return suite_run(text_suite());
}
