/* SPDX-License-Identifier: MIT */
/*
 * tools/check_sparkline.c - the course of a figure in one row
 */
#include "screen/sparkline.h"
#include "support/suite.h"
#include "tools/fake.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

static struct canvas c;
static struct history h;

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	c.blocks = false;
	canvas_clear(&c, 1, 12);
	h = (struct history){ .nr = 0 };
}

static void expect(const char *wanted)
{
	char *text = fake_text(&c);

	ck_assert_str_eq(text, wanted);
	free(text);
}

static void ramp(void)
{
	for (int i = 0; i < 8; i++)
		history_add(&h, 100 + i);
}

START_TEST(test_level)
{
	ck_assert_uint_eq(sparkline_level(0, 0, 7), 0);
	ck_assert_uint_eq(sparkline_level(3, 0, 7), 3);
	ck_assert_uint_eq(sparkline_level(7, 0, 7), 7);
	ck_assert_uint_eq(sparkline_level(-5, 0, 7), 0);
	ck_assert_uint_eq(sparkline_level(99, 0, 7), 7);
	ck_assert_uint_eq(sparkline_level(5, 5, 5), 0);
	ck_assert_uint_eq(sparkline_level(NAN, 0, 7), 0);
}
END_TEST

START_TEST(test_newest_is_on_the_right)
{
	ramp();
	sparkline_draw(&c, 0, 0, 10, &h, SPARKLINE_FROM_LOWEST);
	expect("  _.-~=+*#\n");
}
END_TEST

START_TEST(test_blocks)
{
	c.blocks = true;
	ramp();
	sparkline_draw(&c, 0, 1, 8, &h, SPARKLINE_FROM_LOWEST);
	expect(" \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588\n");
}
END_TEST

START_TEST(test_from_zero_shows_the_height)
{
	ramp();
	sparkline_draw(&c, 0, 0, 4, &h, SPARKLINE_FROM_ZERO);
	expect("####\n");
}
END_TEST

START_TEST(test_a_narrow_one_shows_and_scales_by_the_newest)
{
	history_add(&h, 1e12);
	ramp();
	sparkline_draw(&c, 0, 0, 2, &h, SPARKLINE_FROM_LOWEST);
	expect("_#\n");
}
END_TEST

START_TEST(test_nothing_is_drawn_without_values_or_width)
{
	sparkline_draw(&c, 0, 0, 10, &h, SPARKLINE_FROM_LOWEST);
	history_add(&h, 1);
	sparkline_draw(&c, 0, 0, 0, &h, SPARKLINE_FROM_LOWEST);
	expect("");
}
END_TEST

START_TEST(test_history_forgets_the_oldest)
{
	for (int i = 0; i < 3 * HISTORY_LENGTH + 5; i++)
		history_add(&h, i);
	ck_assert_uint_eq(h.nr, HISTORY_LENGTH);
	for (unsigned age = 0; age < h.nr; age++)
		ck_assert_double_eq(history_at(&h, age),
				    3 * HISTORY_LENGTH + 4 - (int)age);
}
END_TEST

static Suite *sparkline_suite(void)
{
	Suite *s = suite_create("sparkline");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_level);
	tcase_add_test(core, test_newest_is_on_the_right);
	tcase_add_test(core, test_blocks);
	tcase_add_test(core, test_from_zero_shows_the_height);
	tcase_add_test(core, test_a_narrow_one_shows_and_scales_by_the_newest);
	tcase_add_test(core, test_nothing_is_drawn_without_values_or_width);
	tcase_add_test(core, test_history_forgets_the_oldest);
	return s;
}

int main(void)
{
	return suite_run(sparkline_suite());
}
