/* SPDX-License-Identifier: MIT */
/*
 * tools/check_plan.c - where on a sheet everything is
 */
#include "picture/plan.h"
#include "support/suite.h"
#include "tools/picture.h"

#include <stdlib.h>

static const uint32_t sizes[] = { 0, 1, 1023, 1024, 5000, 16384, 262144 };
enum { NR_SIZES = sizeof(sizes) / sizeof(sizes[0]) };

/* The pixels of a map: each belongs to one cell at most. */
static void paint(const struct scene *s, const struct plan *p, uint8_t *pixel)
{
	for (unsigned i = 0; i < NR_AREAS; i++)
		for (uint32_t c = 0; c < s->area[i].nr_cells; c++) {
			struct point t = plan_tile(p, i, c / TILE_CELLS);
			struct point at = plan_cell(p, c);
			uint32_t x = t.x + at.x * p->cell_width;
			uint32_t y = t.y + at.y * p->cell_height;

			must(x + p->cell_width <= p->legend_x);
			must(y + p->cell_height <= p->height);
			must(!pixel[y * p->width + x]);
			pixel[y * p->width + x] = 1;
		}
}

START_TEST(test_cells_have_places_of_their_own)
{
	for (int rows = 0; rows < 2; rows++) {
		struct scene s;
		struct plan p;
		uint8_t *pixel;

		picture_scene(&s, 2048, sizes[_i], 1);
		p = plan_make(&s, rows);
		pixel = calloc(p.height, p.width);
		ck_assert_ptr_nonnull(pixel);
		paint(&s, &p, pixel);
		free(pixel);
		scene_free(&s);
	}
}
END_TEST

START_TEST(test_small_heaps_have_large_cells)
{
	struct scene s;

	picture_scene(&s, 0, 1024, 1);
	ck_assert_uint_ge(plan_make(&s, false).cell_width, 6);
	scene_free(&s);
	picture_scene(&s, 0, 262144, 1);
	ck_assert_uint_eq(plan_make(&s, false).cell_width, 2);
	ck_assert_uint_eq(plan_make(&s, false).columns, 16);
	scene_free(&s);
}
END_TEST

START_TEST(test_rows_are_blocks)
{
	struct scene s;
	struct plan p;

	picture_scene(&s, 0, 4096, 1);
	p = plan_make(&s, true);
	ck_assert_uint_eq(p.columns, 1);
	ck_assert_uint_eq(p.place[2].nr_tiles, 4);
	ck_assert_uint_eq(plan_cell(&p, 1023).x, 1023);
	ck_assert_uint_eq(plan_cell(&p, 1024).x, 0);
	ck_assert_uint_gt(plan_tile(&p, 2, 1).y, plan_tile(&p, 2, 0).y);
	scene_free(&s);
}
END_TEST

static Suite *plan_suite(void)
{
	Suite *suite = suite_create("plan");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_loop_test(core, test_cells_have_places_of_their_own, 0,
			    NR_SIZES);
	tcase_add_test(core, test_small_heaps_have_large_cells);
	tcase_add_test(core, test_rows_are_blocks);
	return suite;
}

int main(void)
{
	return suite_run(plan_suite());
}
