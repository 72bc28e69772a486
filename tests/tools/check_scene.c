/* SPDX-License-Identifier: MIT */
/*
 * tools/check_scene.c - what is drawn: a heap at one moment, as cells
 */
#include "picture/scene.h"
#include "support/suite.h"
#include "tools/picture.h"

#include <string.h>

static struct scene s, t;
static struct failure why;

START_TEST(test_every_page_is_counted)
{
	uint64_t sum = 0, resident = 0;

	picture_scene(&s, 100, 1000, 1);
	for (unsigned i = 0; i < NR_KINDS; i++) {
		sum += s.pages[i];
		resident += s.resident[i];
		ck_assert_uint_le(s.resident[i], s.pages[i]);
	}
	ck_assert_uint_eq(sum, 100 + 1000 + 40);
	ck_assert_uint_gt(resident, 10);
	ck_assert_uint_eq(s.pages[KIND_METADATA], 40);
	ck_assert_uint_eq(s.resident[KIND_METADATA], 10);
	ck_assert_str_eq(s.area[2].name, "Normal");
	ck_assert_uint_eq(s.area[1].nr_cells, 0);
	scene_free(&s);
}
END_TEST

START_TEST(test_a_core_is_drawn_as_if_resident)
{
	picture_core_scene(&s, 300);
	ck_assert(!s.residency_known);
	for (unsigned i = 0; i < NR_KINDS; i++)
		ck_assert_uint_eq(s.resident[i], s.pages[i]);
	scene_free(&s);
}
END_TEST

START_TEST(test_names_are_printable)
{
	scene_name(&s, "a\xc3\xa9\x01z", 7);
	ck_assert_str_eq(s.title, "a???z (7)");
	scene_name(&s, "core.1", 0);
	ck_assert_str_eq(s.title, "core.1");
}
END_TEST

START_TEST(test_a_reduced_cell_shows_the_most)
{
	static const uint8_t kinds[] = { 1, 2, 2, KIND_RUN, 3, 3, 0, 0, 5 };
	struct area *a = &s.area[0];

	picture_scene(&s, sizeof(kinds), 0, 1);
	for (unsigned i = 0; i < sizeof(kinds); i++)
		a->cell[i] = (struct cell){ kinds[i], 0, 0 };
	a->cell[1].flags = CELL_RESIDENT;
	ck_assert(scene_reduce(&t, &s, 2, &why));
	ck_assert_uint_eq(t.shift, 2);
	ck_assert_uint_eq(t.area[0].nr_cells, 3);
	ck_assert_uint_eq(t.area[0].cell[0].kind, 2);
	ck_assert(t.area[0].cell[0].flags & CELL_RESIDENT);
	ck_assert_uint_eq(t.area[0].cell[1].kind, 3);
	ck_assert(!(t.area[0].cell[1].flags & CELL_RESIDENT));
	ck_assert_uint_eq(t.area[0].cell[2].kind, 5);
	ck_assert_mem_eq(t.pages, s.pages, sizeof(s.pages));
	scene_free(&s);
	scene_free(&t);
}
END_TEST

START_TEST(test_a_huge_heap_is_reduced)
{
	/* With 40 of metadata. */
	picture_scene(&s, 0, SCENE_MOST_CELLS - 40, 1);
	ck_assert_uint_eq(s.shift, 0);
	scene_free(&s);
	picture_scene(&s, 0, SCENE_MOST_CELLS - 39, 1);
	ck_assert_uint_eq(s.shift, 1);
	ck_assert_uint_eq(s.area[2].nr_cells, SCENE_MOST_CELLS / 2 - 19);
	ck_assert_uint_eq(s.pages[KIND_METADATA], 40);
	scene_free(&s);
	picture_scene(&s, 0, 2 * SCENE_MOST_CELLS, 1);
	ck_assert_uint_eq(s.shift, 2);
	scene_free(&s);
}
END_TEST

static Suite *scene_suite(void)
{
	Suite *suite = suite_create("scene");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_test(core, test_every_page_is_counted);
	tcase_add_test(core, test_a_core_is_drawn_as_if_resident);
	tcase_add_test(core, test_names_are_printable);
	tcase_add_test(core, test_a_reduced_cell_shows_the_most);
	tcase_add_test(core, test_a_huge_heap_is_reduced);
	return suite;
}

int main(void)
{
	return suite_run(scene_suite());
}
