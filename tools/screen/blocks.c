/* SPDX-License-Identifier: MIT */
/*
 * screen/blocks.c - the free blocks of each order and zone as bars
 */
#include "screen/blocks.h"
#include "screen/bar.h"
#include "screen/units.h"

enum { ORDER = 5, COUNT = 7 }; /* columns */

struct shown {
	const struct buddy_zone_info *zone[BUDDY_INFO_ZONES];
	unsigned nr_zones, nr_orders;
	double most;	/* pages in the blocks of one order and zone */
	unsigned width; /* columns of a zone */
};

static struct shown choose(const struct heap *h, unsigned width)
{
	struct shown s = { .nr_orders = h->info.nr_orders };

	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++) {
		const struct buddy_zone_info *zone = &h->info.zone[z];

		if (!zone->present_pages)
			continue;
		s.zone[s.nr_zones++] = zone;
		for (unsigned o = 0; o < s.nr_orders; o++) {
			double pages = (double)(zone->nr_free[o] << o);

			s.most = pages > s.most ? pages : s.most;
		}
	}
	if (s.nr_zones && width > ORDER)
		s.width = (width - ORDER) / s.nr_zones;
	return s;
}

static void draw_order(struct canvas *c, struct area a, const struct shown *s,
		       unsigned order)
{
	unsigned x = a.column + ORDER;

	canvas_put_right(c, a.row, a.column + ORDER, LOOK_DIM, "%u", order);
	for (unsigned z = 0; z < s->nr_zones; z++, x += s->width) {
		uint64_t n = s->zone[z]->nr_free[order];

		canvas_put_right(c, a.row, x + COUNT, LOOK_PLAIN, "%s",
				 amount_of((double)n).text);
		/* A blank on both sides. */
		if (s->width > COUNT + 2 && s->most > 0)
			bar_draw(c, a.row, x + COUNT + 1, s->width - COUNT - 2,
				 (double)(n << order) / s->most);
	}
}

unsigned blocks_draw(struct canvas *c, struct area a, const struct heap *h)
{
	struct shown s = choose(h, a.width);
	unsigned x = a.column + ORDER;

	if (a.row >= a.end)
		return a.row;
	canvas_put(c, a.row, a.column, LOOK_HEADER, "ORDER");
	if (!s.nr_zones)
		canvas_put(c, a.row, x + 1, LOOK_DIM, "no memory is present");
	for (unsigned z = 0; z < s.nr_zones; z++, x += s.width)
		canvas_put_right(c, a.row, x + COUNT, LOOK_HEADER, "%s",
				 s.zone[z]->name);
	a.row++;
	for (unsigned o = 0; o < s.nr_orders && s.nr_zones && a.row < a.end;
	     o++, a.row++)
		draw_order(c, a, &s, o);
	return a.row;
}
