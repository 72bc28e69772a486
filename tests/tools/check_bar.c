/* SPDX-License-Identifier: MIT */
/*
 * tools/check_bar.c - a share of a whole as a horizontal bar
 */
#include "screen/bar.h"
#include "support/suite.h"
#include "tools/fake.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

static struct canvas c;

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	canvas_clear(&c, 1, 12);
}

static void expect(double share, bool blocks, const char *wanted)
{
	char *text;

	c.blocks = blocks;
	canvas_clear(&c, 1, 12);
	bar_draw(&c, 0, 0, 4, share);
	text = fake_text(&c);
	ck_assert_str_eq(text, wanted);
	free(text);
}

START_TEST(test_eighths)
{
	ck_assert_uint_eq(bar_eighths(0, 4), 0);
	ck_assert_uint_eq(bar_eighths(0.5, 4), 16);
	ck_assert_uint_eq(bar_eighths(1, 4), 32);
	ck_assert_uint_eq(bar_eighths(5, 4), 32);
	ck_assert_uint_eq(bar_eighths(-1, 4), 0);
	ck_assert_uint_eq(bar_eighths(NAN, 4), 0);
	ck_assert_uint_eq(bar_eighths(0.5, 0), 0);
}
END_TEST

START_TEST(test_little_is_not_nothing)
{
	ck_assert_uint_eq(bar_eighths(1e-9, 4), 1);
	expect(1e-9, true, "\u258f\n");
	expect(1e-9, false, ":\n");
	expect(0, true, "");
	expect(0, false, "");
}
END_TEST

START_TEST(test_blocks)
{
	expect(1, true, "\u2588\u2588\u2588\u2588\n");
	expect(17 / 32.0, true, "\u2588\u2588\u258f\n");
	expect(23 / 32.0, true, "\u2588\u2588\u2589\n");
}
END_TEST

START_TEST(test_plain)
{
	expect(1, false, "####\n");
	expect(17 / 32.0, false, "##\n");
	expect(23 / 32.0, false, "###\n");
}
END_TEST

static Suite *bar_suite(void)
{
	Suite *s = suite_create("bar");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_eighths);
	tcase_add_test(core, test_little_is_not_nothing);
	tcase_add_test(core, test_blocks);
	tcase_add_test(core, test_plain);
	return s;
}

int main(void)
{
	return suite_run(bar_suite());
}
