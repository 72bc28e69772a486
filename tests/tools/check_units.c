/* SPDX-License-Identifier: MIT */
/*
 * tools/check_units.c - numbers in five columns
 */
#include "screen/units.h"
#include "support/suite.h"

#include <math.h>
#include <string.h>

START_TEST(test_bytes)
{
	ck_assert_str_eq(amount_of_bytes(0).text, "0B");
	ck_assert_str_eq(amount_of_bytes(1023).text, "1023B");
	ck_assert_str_eq(amount_of_bytes(1024).text, "1K");
	ck_assert_str_eq(amount_of_bytes(1536).text, "1.5K");
	ck_assert_str_eq(amount_of_bytes(200 << 20).text, "200M");
	ck_assert_str_eq(amount_of_bytes(1.8446744073709552e19).text, "16E");
}
END_TEST

START_TEST(test_counts)
{
	ck_assert_str_eq(amount_of(0).text, "0");
	ck_assert_str_eq(amount_of(0.44).text, "0.4");
	ck_assert_str_eq(amount_of(999).text, "999");
	ck_assert_str_eq(amount_of(1000).text, "1k");
	ck_assert_str_eq(amount_of(12345).text, "12.3k");
	ck_assert_str_eq(amount_of(5e9).text, "5G");
}
END_TEST

START_TEST(test_none_is_wider_than_five_columns)
{
	for (double n = 0.01; n < 1e25; n *= 1.01) {
		must(strlen(amount_of(n).text) <= 5);
		must(strlen(amount_of_bytes(n).text) <= 5);
	}
}
END_TEST

START_TEST(test_what_is_no_number)
{
	ck_assert_str_eq(amount_of(-1).text, "0");
	ck_assert_str_eq(amount_of(NAN).text, "0");
	ck_assert_uint_le(strlen(amount_of(INFINITY).text), 5);
}
END_TEST

START_TEST(test_index)
{
	ck_assert_str_eq(amount_of_index(0).text, "0.000");
	ck_assert_str_eq(amount_of_index(377).text, "0.377");
	ck_assert_str_eq(amount_of_index(1000).text, "1.000");
	ck_assert_str_eq(amount_of_index(-1000).text, "0.000");
}
END_TEST

static Suite *units_suite(void)
{
	Suite *s = suite_create("units");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_bytes);
	tcase_add_test(core, test_counts);
	tcase_add_test(core, test_none_is_wider_than_five_columns);
	tcase_add_test(core, test_what_is_no_number);
	tcase_add_test(core, test_index);
	return s;
}

int main(void)
{
	return suite_run(units_suite());
}
