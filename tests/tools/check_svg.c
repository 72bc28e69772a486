/* SPDX-License-Identifier: MIT */
/*
 * tools/check_svg.c - the picture as shapes
 */
#include "picture/palette.h"
#include "picture/plan.h"
#include "picture/svg.h"
#include "support/suite.h"
#include "tools/picture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct scene s;
static char *text;

static void draw(bool rows)
{
	struct failure why;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	ck_assert_ptr_nonnull(out);
	ck_assert(svg_write(out, &s, rows, &why));
	fclose(out);
}

/* Pixels that boxes of the kinds cover within the map, by colour. */
static void cover(const struct plan *p, uint64_t area[NR_COLOURS])
{
	char *path = text;

	memset(area, 0, NR_COLOURS * sizeof(*area));
	while ((path = strstr(path, "<path class=\"c"))) {
		unsigned colour = (unsigned)atoi(path + 14), x, y, w, h;
		char *box = strstr(path, "d=\"") + 3;
		int n;

		while (sscanf(box, "M%u %uh%uv%uh-%*uz%n", &x, &y, &w, &h,
			      &n) == 4) {
			if (x + w <= p->left + p->map_width)
				area[colour] += (uint64_t)w * h;
			box += n;
		}
		ck_assert_int_eq(*box, '"');
		path = box;
	}
}

START_TEST(test_every_cell_is_drawn_once)
{
	struct plan p;
	uint64_t area[NR_COLOURS];

	picture_scene(&s, 1500, 9000, 5);
	p = plan_make(&s, _i);
	draw(_i);
	cover(&p, area);
	for (unsigned i = 0; i < NR_KINDS; i++) {
		uint64_t cell = (uint64_t)p.cell_width * p.cell_height;

		ck_assert_uint_eq(area[colour_of(i, true)],
				  s.resident[i] * cell);
		ck_assert_uint_eq(area[colour_of(i, false)],
				  (s.pages[i] - s.resident[i]) * cell);
	}
	free(text);
	scene_free(&s);
}
END_TEST

START_TEST(test_it_says_what_it_shows)
{
	picture_scene(&s, 0, 2048, 5);
	draw(false);
	ck_assert_ptr_nonnull(strstr(text, ">a&lt;b&amp;c? (42)</text>"));
	ck_assert_ptr_nonnull(strstr(text, ">Normal</text>"));
	ck_assert_ptr_nonnull(strstr(text, ">8.0 MiB from page 1048576<"));
	ck_assert_ptr_nonnull(strstr(text, ">slabs, 16-64 B</text>"));
	ck_assert_ptr_nonnull(strstr(text, ">8.2</text>"));
	ck_assert_ptr_nonnull(strstr(text, "1 square = 1 page of 4 KiB"));
	ck_assert_ptr_nonnull(strstr(text, "faint: not resident"));
	ck_assert_ptr_null(strstr(text, ">Low</text>"));
	free(text);
	scene_free(&s);
	picture_core_scene(&s, 10);
	draw(false);
	ck_assert_ptr_null(strstr(text, "faint"));
	ck_assert_ptr_nonnull(strstr(text, "residency is not known"));
	free(text);
	scene_free(&s);
}
END_TEST

START_TEST(test_too_many_boxes_make_larger_cells)
{
	uint64_t boxes = 0;

	picture_scene(&s, 0, 300000, 5);
	draw(false);
	for (char *c = text; (c = strchr(c, 'M')); c++)
		boxes += c[1] >= '0' && c[1] <= '9';
	ck_assert_uint_le(boxes, SVG_MOST_BOXES + 100);
	ck_assert_uint_gt(boxes, SVG_MOST_BOXES / 8);
	ck_assert_ptr_nonnull(strstr(text, "pages of 4 KiB"));
	free(text);
	scene_free(&s);
}
END_TEST

START_TEST(test_it_is_well_formed)
{
	FILE *lint;

	if (system("command -v xmllint >/dev/null"))
		return;
	picture_scene(&s, 1, 5000, 5);
	draw(true);
	lint = popen("xmllint --noout -", "w");
	ck_assert_ptr_nonnull(lint);
	fputs(text, lint);
	ck_assert_int_eq(pclose(lint), 0);
	free(text);
	scene_free(&s);
}
END_TEST

static Suite *svg_suite(void)
{
	Suite *suite = suite_create("svg");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_loop_test(core, test_every_cell_is_drawn_once, 0, 2);
	tcase_add_test(core, test_it_says_what_it_shows);
	tcase_add_test(core, test_too_many_boxes_make_larger_cells);
	tcase_add_test(core, test_it_is_well_formed);
	return suite;
}

int main(void)
{
	return suite_run(svg_suite());
}
