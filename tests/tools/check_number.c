/* SPDX-License-Identifier: MIT */
/*
 * tools/check_number.c - numbers as command lines give them
 */
#include "read/number.h"
#include "support/suite.h"

START_TEST(test_units)
{
	static const struct {
		const char *text;
		double seconds;
	} cases[] = {
		{ "1s", 1 },	  { "500ms", 0.5 }, { "2", 2 },
		{ "0.25", 0.25 }, { "1.5s", 1.5 },  { "1ms", 0.001 },
		{ "2m", 120 },	  { "1h", 3600 },   { "24h", 86400 },
		{ ".5", 0.5 },
	};
	double seconds = 0;

	ck_assert(number_parse_interval(cases[_i].text, &seconds));
	ck_assert_double_eq_tol(seconds, cases[_i].seconds, 1e-9);
}
END_TEST

START_TEST(test_what_is_no_interval)
{
	static const char *const texts[] = {
		"",	 "s",	"0",
		"0s",	 "-1",	"+1",
		" 1",	 "1 ",	"1x",
		"1ss",	 "1e3", "0x1",
		"inf",	 "nan", "1.2.3",
		".",	 "25h", "1us",
		"0.1ms", "1S",	"99999999999999999999",
	};
	double seconds = 7;

	ck_assert_msg(!number_parse_interval(texts[_i], &seconds), "'%s'",
		      texts[_i]);
	ck_assert_double_eq(seconds, 7);
}
END_TEST

START_TEST(test_numbers)
{
	unsigned long n = 0;
	pid_t pid = 0;

	ck_assert(number_parse("42", 42, &n));
	ck_assert_uint_eq(n, 42);
	ck_assert(number_parse_pid("2147483647", &pid));
	ck_assert_int_eq(pid, 2147483647);
}
END_TEST

START_TEST(test_what_is_no_number)
{
	static const char *const texts[] = { "",
					     "0",
					     "-1",
					     "+1",
					     " 1",
					     "1 ",
					     "1.5",
					     "0x1",
					     "one",
					     "43",
					     "99999999999999999999999" };
	unsigned long n = 7;
	pid_t pid = 7;

	ck_assert(!number_parse(texts[_i], 42, &n));
	ck_assert_uint_eq(n, 7);
	ck_assert(!number_parse_pid("2147483648", &pid));
	ck_assert_int_eq(pid, 7);
}
END_TEST

START_TEST(test_sizes)
{
	uint64_t bytes = 7;

	ck_assert(number_parse_size("0", &bytes));
	ck_assert_uint_eq(bytes, 0);
	ck_assert(number_parse_size("3k", &bytes));
	ck_assert_uint_eq(bytes, 3072);
	ck_assert(number_parse_size("2T", &bytes));
	ck_assert_uint_eq(bytes, UINT64_C(2) << 40);
	ck_assert(number_parse_size("18446744073709551615", &bytes));
	ck_assert_uint_eq(bytes, UINT64_MAX);
}
END_TEST

START_TEST(test_what_is_no_size)
{
	static const char *const texts[] = {
		"",
		"k",
		"-1",
		"+1",
		" 1",
		"1 ",
		"1kk",
		"1x",
		"0x10",
		"1K1",
		"18446744073709551616",
		"16777216t",
		"1\v",
	};
	uint64_t bytes = 7;

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		ck_assert_msg(!number_parse_size(texts[i], &bytes), "'%s'",
			      texts[i]);
		ck_assert_uint_eq(bytes, 7);
	}
}
END_TEST

static Suite *number_suite(void)
{
	Suite *s = suite_create("number");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_loop_test(core, test_units, 0, 10);
	tcase_add_loop_test(core, test_what_is_no_interval, 0, 21);
	tcase_add_test(core, test_numbers);
	tcase_add_loop_test(core, test_what_is_no_number, 0, 11);
	tcase_add_test(core, test_sizes);
	tcase_add_test(core, test_what_is_no_size);
	return s;
}

int main(void)
{
	return suite_run(number_suite());
}
