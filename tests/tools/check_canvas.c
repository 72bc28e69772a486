/* SPDX-License-Identifier: MIT */
/*
 * tools/check_canvas.c - what is drawn, and what is cut off
 */
#include "screen/canvas.h"
#include "support/suite.h"
#include "tools/fake.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>

static struct canvas c;

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	canvas_clear(&c, 3, 10);
}

static void expect(const char *wanted)
{
	char *text = fake_text(&c);

	ck_assert_str_eq(text, wanted);
	free(text);
}

START_TEST(test_text_is_cut_off_at_the_edges)
{
	canvas_put(&c, 0, 6, LOOK_PLAIN, "%s", "abcdef");
	canvas_put(&c, 3, 0, LOOK_PLAIN, "below");
	canvas_put(&c, 1, UINT_MAX - 1, LOOK_PLAIN, "x");
	expect("      abcd\n");
}
END_TEST

START_TEST(test_text_on_the_right)
{
	canvas_put_right(&c, 0, 10, LOOK_PLAIN, "%d", 42);
	canvas_put_right(&c, 1, 3, LOOK_PLAIN, "abcdef");
	expect("        42\nabcdef\n");
}
END_TEST

START_TEST(test_blanks_at_the_ends_are_not_written)
{
	expect("");
	canvas_put(&c, 1, 0, LOOK_PLAIN, "x  ");
	expect("\nx\n");
}
END_TEST

START_TEST(test_wrong_and_wide_characters_take_one_column)
{
	canvas_put(&c, 0, 0, LOOK_PLAIN, "\xc3\xa4|\xff|\xe2\x96|");
	canvas_put(&c, 1, 0, LOOK_PLAIN, "\xe6\xbc\xa2|\x01|");
	expect("\xc3\xa4|?|??|\n?|?|\n");
}
END_TEST

START_TEST(test_clear_changes_the_size)
{
	canvas_put(&c, 0, 0, LOOK_PLAIN, "x");
	canvas_clear(&c, 1, 2);
	expect("");
	canvas_put(&c, 0, 0, LOOK_PLAIN, "xyz");
	expect("xy\n");
	canvas_clear(&c, 0, 0);
	canvas_put(&c, 0, 0, LOOK_PLAIN, "x");
	canvas_paint(&c, 0, LOOK_TITLE);
	expect("");
	canvas_clear(&c, UINT_MAX, 1);
	ck_assert_uint_eq(c.rows, CANVAS_MOST);
	canvas_exit(&c);
	ck_assert_uint_eq(c.rows, 0);
}
END_TEST

START_TEST(test_a_row_is_painted)
{
	canvas_paint(&c, 1, LOOK_PICKED);
	canvas_paint(&c, 3, LOOK_PICKED);
	for (unsigned i = 0; i < 10; i++) {
		ck_assert_int_eq(c.cell[i].look, LOOK_PLAIN);
		ck_assert_int_eq(c.cell[10 + i].look, LOOK_PICKED);
	}
}
END_TEST

static Suite *canvas_suite(void)
{
	Suite *s = suite_create("canvas");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_text_is_cut_off_at_the_edges);
	tcase_add_test(core, test_text_on_the_right);
	tcase_add_test(core, test_blanks_at_the_ends_are_not_written);
	tcase_add_test(core, test_wrong_and_wide_characters_take_one_column);
	tcase_add_test(core, test_clear_changes_the_size);
	tcase_add_test(core, test_a_row_is_painted);
	return s;
}

int main(void)
{
	return suite_run(canvas_suite());
}
