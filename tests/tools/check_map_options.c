/* SPDX-License-Identifier: MIT */
/*
 * tools/check_map_options.c - what `buddyctl map` is asked to draw
 */
#include "command/map_options.h"
#include "read/failure.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

static struct map_request r;

/* Parses a command line of words. */
static int parse(const char *line)
{
	static char text[200];
	char *argv[16];
	int argc = 0;

	snprintf(text, sizeof(text), "map %s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return map_parse(&r, argc, argv);
}

START_TEST(test_defaults)
{
	ck_assert_int_eq(parse("1234"), STATUS_OK);
	ck_assert_str_eq(r.target, "1234");
	ck_assert_str_eq(r.output, "map-1234.html");
	ck_assert_int_eq(r.format, FORMAT_HTML);
	ck_assert_uint_eq(r.count, 1);
	ck_assert(!r.rows && !r.help);
	ck_assert_int_eq(parse("/tmp/core.7 --format png"), STATUS_OK);
	ck_assert_str_eq(r.output, "map-core.png");
}
END_TEST

START_TEST(test_the_name_tells_the_format)
{
	ck_assert_int_eq(parse("1 -o a/b.svg"), STATUS_OK);
	ck_assert_int_eq(r.format, FORMAT_SVG);
	ck_assert_int_eq(parse("-o x.png 1"), STATUS_OK);
	ck_assert_int_eq(r.format, FORMAT_PNG);
	ck_assert_int_eq(parse("-o x.png -f svg 1"), STATUS_OK);
	ck_assert_int_eq(r.format, FORMAT_SVG);
	ck_assert_int_eq(parse("-o - --format=html 1"), STATUS_OK);
	ck_assert_str_eq(r.output, "-");
}
END_TEST

START_TEST(test_films)
{
	ck_assert_int_eq(parse("1 --every 200ms"), STATUS_OK);
	ck_assert_double_eq_tol(r.every, 0.2, 1e-9);
	ck_assert_uint_eq(r.count, 60);
	ck_assert_int_eq(parse("1 --count 5"), STATUS_OK);
	ck_assert_double_eq_tol(r.every, 1, 1e-9);
	ck_assert_uint_eq(r.count, 5);
	ck_assert_int_eq(parse("1 --every 1.5 --count 2"), STATUS_OK);
	ck_assert_double_eq_tol(r.every, 1.5, 1e-9);
	ck_assert_int_eq(parse("1 --every 2m"), STATUS_OK);
	ck_assert_double_eq_tol(r.every, 120, 1e-9);
}
END_TEST

static const char *const wrong[] = {
	"",
	"1 2",
	"--nothing 1",
	"-o",
	"1 -o x",
	"1 -o -",
	"1 -o a.d/x",
	"1 -f gif",
	"1 --every 0",
	"1 --every x",
	"1 --every -1s",
	"1 --every 25h",
	"1 --every 0x1",
	"1 --dark",
	"1 --count 0",
	"1 --count -1",
	"1 --count 1x",
	"1 -f svg --count 2",
	"1 -o a.png --every 1s",
	"1 --count 999999999",
};
enum { NR_WRONG = sizeof(wrong) / sizeof(wrong[0]) };

START_TEST(test_wrong_ones)
{
	if (!freopen("/dev/null", "w", stderr))
		return;
	ck_assert_int_eq(parse(wrong[_i]), STATUS_USAGE);
}
END_TEST

START_TEST(test_help)
{
	ck_assert_int_eq(parse("--help"), STATUS_OK);
	ck_assert(r.help);
	ck_assert_ptr_eq(strstr(map_help, "Usage: buddyctl map "), map_help);
}
END_TEST

static Suite *map_options_suite(void)
{
	Suite *suite = suite_create("map_options");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_test(core, test_defaults);
	tcase_add_test(core, test_the_name_tells_the_format);
	tcase_add_test(core, test_films);
	tcase_add_loop_test(core, test_wrong_ones, 0, NR_WRONG);
	tcase_add_test(core, test_help);
	return suite;
}

int main(void)
{
	return suite_run(map_options_suite());
}
