/* SPDX-License-Identifier: MIT */
/*
 * tools/check_font.c - the letters of pictures made of pixels
 */
#include "picture/font.h"
#include "support/suite.h"

#include <ctype.h>
#include <string.h>

static const uint8_t *glyph(int c)
{
	return font_glyphs[c - FONT_FIRST];
}

/* The columns that have ink, as the bits of a row. */
static unsigned columns(int c)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < FONT_HEIGHT; i++)
		bits |= glyph(c)[i];
	return bits;
}

static unsigned first_row(int c)
{
	unsigned row = 0;

	while (row < FONT_HEIGHT && !glyph(c)[row])
		row++;
	return row;
}

/* The row below the last that has ink. */
static unsigned end_row(int c)
{
	unsigned row = FONT_HEIGHT;

	while (row > 0 && !glyph(c)[row - 1])
		row--;
	return row;
}

START_TEST(test_all_but_the_space_have_ink)
{
	must(!columns(' '));
	for (int c = FONT_FIRST + 1; c <= FONT_LAST; c++)
		must(columns(c));
}
END_TEST

START_TEST(test_a_glyph_fits_in_its_cell)
{
	for (int c = FONT_FIRST; c <= FONT_LAST; c++)
		must(!(columns(c) & 0xff >> FONT_WIDTH));
}
END_TEST

START_TEST(test_no_two_are_equal)
{
	for (int c = FONT_FIRST; c <= FONT_LAST; c++)
		for (int d = FONT_FIRST; d < c; d++)
			must(memcmp(glyph(c), glyph(d), FONT_HEIGHT));
}
END_TEST

START_TEST(test_digits_fill_the_same_box)
{
	for (int c = '0'; c <= '9'; c++) {
		must(columns(c) == columns('0'));
		must(first_row(c) == first_row('0'));
		must(end_row(c) == FONT_ASCENT);
	}
}
END_TEST

START_TEST(test_letters_stand_on_the_base_line)
{
	for (int c = FONT_FIRST; c <= FONT_LAST; c++) {
		if (!isalpha(c))
			continue;
		if (strchr("gjpqy", c))
			must(end_row(c) > FONT_ASCENT);
		else
			must(end_row(c) == FONT_ASCENT);
		if (isupper(c))
			must(first_row(c) == first_row('0'));
	}
}
END_TEST

START_TEST(test_bold_letters_do_not_touch)
{
	unsigned left = 0x80, right = 0x80 >> (FONT_WIDTH - 1);

	for (int c = FONT_FIRST; c <= FONT_LAST; c++)
		if (isalnum(c))
			must(!(columns(c) & (left | right)));
}
END_TEST

static Suite *font_suite(void)
{
	Suite *suite = suite_create("font");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_test(core, test_all_but_the_space_have_ink);
	tcase_add_test(core, test_a_glyph_fits_in_its_cell);
	tcase_add_test(core, test_no_two_are_equal);
	tcase_add_test(core, test_digits_fill_the_same_box);
	tcase_add_test(core, test_letters_stand_on_the_base_line);
	tcase_add_test(core, test_bold_letters_do_not_touch);
	return suite;
}

int main(void)
{
	return suite_run(font_suite());
}
