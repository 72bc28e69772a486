/* SPDX-License-Identifier: MIT */
/*
 * tools/check_palette.c - colours can be told apart, by everybody
 *
 * Three kinds of colour blindness are simulated by the matrices of Machado,
 * Oliveira and Fernandes (2009), and distances taken in the Oklab space.
 */
#include "picture/palette.h"
#include "support/suite.h"

#include <math.h>

enum { NR_SIGHTS = 4 };
static const double sights[NR_SIGHTS][3][3] = {
	{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
	{ { 0.152286, 1.052583, -0.204868 },
	  { 0.114503, 0.786281, 0.099216 },
	  { -0.003882, -0.048116, 1.051998 } },
	{ { 0.367322, 0.860646, -0.227968 },
	  { 0.280085, 0.672501, 0.047413 },
	  { -0.011820, 0.042940, 0.968881 } },
	{ { 1.255528, -0.076749, -0.178779 },
	  { -0.078411, 0.930809, 0.147602 },
	  { 0.004733, 0.691367, 0.303900 } },
};

static const uint32_t sizes[] = { 16, 64, 512, 8192 };
enum { NR_SIZES = 4 };

struct lab {
	double l, a, b;
};

static double linear(uint32_t byte)
{
	double c = byte / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static struct lab lab_of(uint32_t rgb, const double m[3][3])
{
	double in[3] = { linear(rgb >> 16), linear(rgb >> 8 & 0xff),
			 linear(rgb & 0xff) };
	double c[3], l, n, s;

	for (int i = 0; i < 3; i++)
		c[i] = fmax(0, m[i][0] * in[0] + m[i][1] * in[1] +
				       m[i][2] * in[2]);
	l = cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] +
		 0.0514459929 * c[2]);
	n = cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] +
		 0.1073969566 * c[2]);
	s = cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] +
		 0.6299787005 * c[2]);
	return (struct lab){
		0.2104542553 * l + 0.7936177850 * n - 0.0040720468 * s,
		1.9779984951 * l - 2.4285922050 * n + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * n - 0.8086757660 * s,
	};
}

static double distance(uint32_t x, uint32_t y, unsigned sight)
{
	struct lab a = lab_of(x, sights[sight]), b = lab_of(y, sights[sight]);

	return sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) +
		    (a.b - b.b) * (a.b - b.b));
}

static bool slab(unsigned kind)
{
	return kind < KIND_RUN;
}

/* Kinds that are used: the four classes and the others. */
static unsigned next_kind(unsigned kind)
{
	return kind + 1 == NR_SIZES ? KIND_RUN : kind + 1;
}

START_TEST(test_states_are_told_apart)
{
	for (unsigned theme = 0; theme < NR_THEMES; theme++) {
		struct palette p = palette_make(theme, sizes, NR_SIZES);

		for (unsigned i = 0; i < NR_KINDS; i = next_kind(i))
			for (unsigned j = next_kind(i); j < NR_KINDS;
			     j = next_kind(j)) {
				double d = distance(p.rgb[colour_of(i, true)],
						    p.rgb[colour_of(j, true)],
						    (unsigned)_i);

				if (slab(i) && slab(j))
					continue;
				ck_assert_msg(d > (_i ? 0.04 : 0.08),
					      "%u and %u: %f", i, j, d);
			}
	}
}
END_TEST

START_TEST(test_free_memory_that_costs_nothing_stands_out)
{
	for (unsigned theme = 0; theme < NR_THEMES; theme++) {
		struct palette p = palette_make(theme, sizes, NR_SIZES);
		uint32_t clean = p.rgb[colour_of(KIND_FREE_CLEAN, false)];

		for (unsigned i = 0; i < NR_KINDS; i = next_kind(i)) {
			if (i == KIND_FREE_CLEAN)
				continue;
			ck_assert_double_gt(distance(clean,
						     p.rgb[colour_of(i, true)],
						     (unsigned)_i),
					    0.08);
			ck_assert_double_gt(distance(clean,
						     p.rgb[colour_of(i, false)],
						     (unsigned)_i),
					    0.035);
		}
	}
}
END_TEST

START_TEST(test_pale_is_between_the_colour_and_the_sheet)
{
	for (unsigned theme = 0; theme < NR_THEMES; theme++) {
		struct palette p = palette_make(theme, sizes, NR_SIZES);
		uint32_t sheet = p.rgb[COLOUR_SHEET];

		for (unsigned i = 0; i < NR_KINDS; i = next_kind(i)) {
			uint32_t full = p.rgb[colour_of(i, true)];
			uint32_t pale = p.rgb[colour_of(i, false)];

			ck_assert_double_lt(distance(pale, sheet, 0),
					    distance(full, sheet, 0));
			ck_assert_uint_ne(pale, sheet);
		}
	}
}
END_TEST

START_TEST(test_larger_objects_are_darker)
{
	for (unsigned theme = 0; theme < NR_THEMES; theme++) {
		struct palette p = palette_make(theme, sizes, NR_SIZES);

		for (unsigned i = 1; i < NR_SIZES; i++) {
			uint32_t less = p.rgb[colour_of(i - 1, true)];
			uint32_t more = p.rgb[colour_of(i, true)];

			ck_assert_double_lt(lab_of(more, sights[0]).l,
					    lab_of(less, sights[0]).l);
		}
	}
}
END_TEST

START_TEST(test_no_classes_and_no_sizes)
{
	static const uint32_t none[HEAP_CLASSES];
	struct palette a = palette_make(THEME_LIGHT, none, 0);
	struct palette b = palette_make(THEME_LIGHT, none, HEAP_CLASSES);

	ck_assert_mem_eq(&a, &b, sizeof(a));
}
END_TEST

static Suite *palette_suite(void)
{
	Suite *s = suite_create("palette");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_loop_test(core, test_states_are_told_apart, 0, NR_SIGHTS);
	tcase_add_loop_test(core,
			    test_free_memory_that_costs_nothing_stands_out, 0,
			    NR_SIGHTS);
	tcase_add_test(core, test_pale_is_between_the_colour_and_the_sheet);
	tcase_add_test(core, test_larger_objects_are_darker);
	tcase_add_test(core, test_no_classes_and_no_sizes);
	return s;
}

int main(void)
{
	return suite_run(palette_suite());
}
