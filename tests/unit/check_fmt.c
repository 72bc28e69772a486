/* SPDX-License-Identifier: MIT */
/*
 * unit/check_fmt.c - the formatter against the C library's
 */
#include "base/fmt.h"
#include "support/suite.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Both formatters give the same text and length. */
#define same(...)                                                           \
	do {                                                                \
		char ours_[128], theirs_[128];                              \
		struct fmt f_ = fmt_init(ours_, sizeof(ours_));             \
		int len_ = snprintf(theirs_, sizeof(theirs_), __VA_ARGS__); \
		fmt_print(&f_, __VA_ARGS__);                                \
		ck_assert_str_eq(ours_, theirs_);                           \
		ck_assert_uint_eq(f_.len, (size_t)len_);                    \
	} while (0)

START_TEST(test_fmt_plain_text)
{
	same("%s", "");
	same("no conversion");
	same("100%%");
	same("%c%c%c", 'a', ' ', '%');
}
END_TEST

START_TEST(test_fmt_strings)
{
	same("<%s>", "word");
	same("<%8s>", "DMA");
	same("<%-8s>", "DMA");
	same("<%2s>", "longer");
	same("%s,%s,%s", "a", "", "c");
}
END_TEST

START_TEST(test_fmt_decimal)
{
	same("%d %d %d", 0, 7, -7);
	same("%d %d", INT_MAX, INT_MIN);
	same("%ld %ld", LONG_MAX, LONG_MIN);
	same("%zd", (ssize_t)-5);
	same("<%6d> <%-6d> <%06d>", 42, 42, 42);
	same("<%6d> <%-6d>", -42, -42);
	same("%3d", 123456);
}
END_TEST

START_TEST(test_fmt_zeros_follow_the_sign)
{
	same("%06d", -42);
	same("%03d", -1234);
}
END_TEST

START_TEST(test_fmt_unsigned)
{
	same("%u %u", 0u, UINT_MAX);
	same("%lu %zu", ULONG_MAX, SIZE_MAX);
	same("<%6lu> <%-6lu> <%03u>", 17ul, 17ul, 5u);
	same("%llu", ULLONG_MAX);
}
END_TEST

START_TEST(test_fmt_hexadecimal)
{
	same("%x %x %x", 0u, 0xbeefu, UINT_MAX);
	same("%lx %zx", ULONG_MAX, (size_t)0x123456789abcdef0);
	same("<%8x> <%08x> <%-8x>", 0xau, 0xau, 0xau);
}
END_TEST

START_TEST(test_fmt_pointers)
{
	int object;

	same("%p", (void *)&object);
	same("%p", (void *)1);
	same("<%20p> <%-20p>", (void *)0x1000, (void *)0x1000);
}
END_TEST

START_TEST(test_fmt_calls_append)
{
	char text[32];
	struct fmt f = fmt_init(text, sizeof(text));

	fmt_print(&f, "%s", "one");
	fmt_print(&f, " ");
	fmt_print(&f, "%d", 2);
	ck_assert_str_eq(text, "one 2");
	ck_assert_uint_eq(f.len, 5);
}
END_TEST

START_TEST(test_fmt_starts_terminated)
{
	char text[4] = "abc";
	struct fmt f = fmt_init(text, sizeof(text));

	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(f.len, 0);
}
END_TEST

START_TEST(test_fmt_drops_what_does_not_fit)
{
	for (size_t size = 1; size <= 16; size++) {
		char ours[17], theirs[17];
		struct fmt f;

		memset(ours, '#', sizeof(ours));
		f = fmt_init(ours, size);
		fmt_print(&f, "%s-%06d", "words", 42);
		snprintf(theirs, size, "%s-%06d", "words", 42);
		ck_assert_str_eq(ours, theirs);
		ck_assert_uint_eq(f.len, strlen(theirs));
		ck_assert_int_eq(ours[size], '#');
	}
}
END_TEST

START_TEST(test_fmt_full_buffer_stays_full)
{
	char text[4];
	struct fmt f = fmt_init(text, sizeof(text));

	fmt_print(&f, "abcdef");
	fmt_print(&f, "%d", 123456);
	ck_assert_str_eq(text, "abc");
	ck_assert_uint_eq(f.len, 3);
}
END_TEST

static Suite *fmt_suite(void)
{
	Suite *s = suite_create("fmt");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_fmt_plain_text);
	tcase_add_test(core, test_fmt_strings);
	tcase_add_test(core, test_fmt_decimal);
	tcase_add_test(core, test_fmt_zeros_follow_the_sign);
	tcase_add_test(core, test_fmt_unsigned);
	tcase_add_test(core, test_fmt_hexadecimal);
	tcase_add_test(core, test_fmt_pointers);
	tcase_add_test(core, test_fmt_calls_append);
	tcase_add_test(limits, test_fmt_starts_terminated);
	tcase_add_test(limits, test_fmt_drops_what_does_not_fit);
	tcase_add_test(limits, test_fmt_full_buffer_stays_full);
	return s;
}

int main(void)
{
	return suite_run(fmt_suite());
}
