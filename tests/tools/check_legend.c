/* SPDX-License-Identifier: MIT */
/*
 * tools/check_legend.c - what the colours mean, and how much there is of each
 */
#include "picture/legend.h"
#include "support/suite.h"
#include "tools/picture.h"

static struct scene s;

static void setup(void)
{
	picture_scene(&s, 500, 3000, 3);
}

START_TEST(test_each_page_is_in_one_line)
{
	struct legend l = legend_make(&s);
	uint64_t pages = 0, resident = 0;

	for (unsigned i = 0; i < l.nr; i++) {
		pages += l.line[i].pages;
		resident += l.line[i].resident;
	}
	ck_assert_uint_eq(pages, 500 + 3000 + 40);
	ck_assert_uint_eq(l.pages, pages);
	ck_assert_uint_eq(l.resident, resident);
	ck_assert_uint_gt(resident, 0);
}
END_TEST

START_TEST(test_slabs_of_similar_sizes_share_a_line)
{
	struct legend l = legend_make(&s);

	ck_assert_str_eq(l.line[0].label, "slabs, 16-64 B");
	ck_assert_uint_eq(l.line[0].first, 0);
	ck_assert_uint_eq(l.line[0].last, 1);
	ck_assert_uint_eq(l.line[0].pages, s.pages[0] + s.pages[1]);
	ck_assert_str_eq(l.line[2].label, "slabs, 8192-8192 B");
	ck_assert_str_eq(l.line[3].label, "runs of pages");
	ck_assert_uint_eq(l.nr, 3 + NR_KINDS - KIND_RUN);
}
END_TEST

START_TEST(test_all_classes_fit)
{
	struct legend l;

	s.nr_classes = HEAP_CLASSES;
	for (unsigned i = 0; i < HEAP_CLASSES; i++)
		s.class_size[i] = 16U << i / 6;
	l = legend_make(&s);
	ck_assert_uint_le(l.nr, LEGEND_LINES);
	s.nr_classes = 0;
	ck_assert_uint_eq(legend_make(&s).nr, NR_KINDS - KIND_RUN);
}
END_TEST

static Suite *legend_suite(void)
{
	Suite *suite = suite_create("legend");
	TCase *core = suite_case(suite, "core", setup);

	tcase_add_test(core, test_each_page_is_in_one_line);
	tcase_add_test(core, test_slabs_of_similar_sizes_share_a_line);
	tcase_add_test(core, test_all_classes_fit);
	return suite;
}

int main(void)
{
	return suite_run(legend_suite());
}
