/* SPDX-License-Identifier: MIT */
/*
 * tools/check_hilbert.c - the Hilbert curve through a square of cells
 */
#include "picture/hilbert.h"
#include "support/suite.h"

#include <stdlib.h>

START_TEST(test_curve_visits_each_cell_once)
{
	for (uint32_t side = 1; side <= 64; side *= 2)
		for (uint32_t y = 0; y < side; y++)
			for (uint32_t x = 0; x < side; x++) {
				struct point p = { x, y };
				uint32_t d = hilbert_index(side, p);
				struct point q = hilbert_point(side, d);

				must(d < side * side);
				must(q.x == x && q.y == y);
			}
}
END_TEST

START_TEST(test_neighbours_on_the_curve_touch)
{
	struct point last = hilbert_point(256, 0);

	must(last.x == 0 && last.y == 0);
	for (uint32_t d = 1; d < 256 * 256; d++) {
		struct point p = hilbert_point(256, d);

		must(abs((int)p.x - (int)last.x) +
			     abs((int)p.y - (int)last.y) ==
		     1);
		last = p;
	}
}
END_TEST

/* Width and height of what n cells from d on cover. */
static struct point extent(uint32_t d, uint32_t n)
{
	struct point low = { 32, 32 }, high = { 0, 0 };

	for (; n--; d++) {
		struct point p = hilbert_point(32, d);

		low.x = p.x < low.x ? p.x : low.x;
		low.y = p.y < low.y ? p.y : low.y;
		high.x = p.x > high.x ? p.x : high.x;
		high.y = p.y > high.y ? p.y : high.y;
	}
	return (struct point){ high.x - low.x + 1, high.y - low.y + 1 };
}

START_TEST(test_aligned_parts_are_boxes)
{
	uint32_t n = 1U << _i;

	for (uint32_t d = 0; d < 1024; d += n) {
		struct point size = extent(d, n);

		must(size.x * size.y == n);
		must(size.x <= 2 * size.y && size.y <= 2 * size.x);
	}
}
END_TEST

static Suite *hilbert_suite(void)
{
	Suite *s = suite_create("hilbert");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_curve_visits_each_cell_once);
	tcase_add_test(core, test_neighbours_on_the_curve_touch);
	tcase_add_loop_test(core, test_aligned_parts_are_boxes, 0, 11);
	return s;
}

int main(void)
{
	return suite_run(hilbert_suite());
}
