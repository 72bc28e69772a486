/* SPDX-License-Identifier: MIT */
/*
 * screen/depth.c - one process in depth
 */
#include "screen/depth.h"
#include "screen/bar.h"
#include "screen/blocks.h"
#include "screen/caches.h"
#include "screen/figures.h"
#include "screen/sparkline.h"
#include "screen/units.h"

enum {
	LABEL = 10,	  /* columns */
	AMOUNT = 6,	  /* columns */
	TWO_ABREAST = 60, /* columns that two panels need */
	GAP = 2
};

/* "In use   123M ▁▂▃": where the drawing behind the number starts. */
static unsigned draw_number(struct canvas *c, struct area a, const char *label,
			    struct amount n)
{
	canvas_put(c, a.row, a.column, LOOK_DIM, "%s", label);
	canvas_put_right(c, a.row, a.column + LABEL + AMOUNT, LOOK_PLAIN, "%s",
			 n.text);
	return LABEL + AMOUNT + 1;
}

static void draw_trend(struct canvas *c, struct area a, const char *label,
		       struct amount n, const struct history *h,
		       enum sparkline_base base)
{
	unsigned used = draw_number(c, a, label, n);

	if (a.width > used)
		sparkline_draw(c, a.row, a.column + used, a.width - used, h,
			       base);
}

static void draw_share(struct canvas *c, struct area a, const char *label,
		       uint64_t bytes, uint64_t whole)
{
	unsigned used =
		draw_number(c, a, label, amount_of_bytes((double)bytes));

	if (a.width > used && whole)
		bar_draw(c, a.row, a.column + used, a.width - used,
			 (double)bytes / (double)whole);
}

static void draw_memory(struct canvas *c, struct area a,
			const struct watched *p)
{
	const struct heap *h = &p->heap;
	uint64_t present = pages_bytes(h->present);

	draw_trend(c, a, "RSS", amount_of_bytes((double)p->process.rss_bytes),
		   &p->history[SERIES_RSS], SPARKLINE_FROM_LOWEST);
	a.row++;
	draw_trend(c, a, "in use", amount_of_bytes((double)h->info.user_bytes),
		   &p->history[SERIES_USED], SPARKLINE_FROM_LOWEST);
	a.row++;
	draw_trend(c, a, "free", amount_of_bytes((double)pages_bytes(h->free)),
		   &p->history[SERIES_FREE], SPARKLINE_FROM_LOWEST);
	a.row++;
	draw_share(c, a, "dirty", pages_bytes(h->dirty), present);
	a.row++;
	draw_share(c, a, "caches", figures_cached_bytes(h), present);
	a.row++;
	draw_number(c, a, "present", amount_of_bytes((double)present));
}

static void draw_rates(struct canvas *c, struct area a, const struct watched *p)
{
	static const char *const labels[NR_RATES] = {
		"allocs/s", "frees/s",	"splits/s",
		"merges/s", "purged/s", "faults/s",
	};

	for (unsigned i = 0; i < NR_RATES; i++, a.row++)
		draw_trend(c, a, labels[i], amount_of(p->rates.per_second[i]),
			   &p->history[i], SPARKLINE_FROM_ZERO);
}

static void draw_uses(struct canvas *c, unsigned row, const struct heap *h)
{
	canvas_put(
		c, row, 0, LOOK_PLAIN,
		"slabs %s  runs %s  page caches %s  in flight %lld pages  "
		"frag %s",
		amount_of_bytes((double)pages_bytes(h->info.slab_pages)).text,
		amount_of_bytes((double)pages_bytes(h->info.run_pages)).text,
		amount_of_bytes((double)pages_bytes(h->info.pcp_pages)).text,
		(long long)h->info.in_flight_pages,
		amount_of_index(figures_fragmentation(h)).text);
}

static void draw_tables(struct canvas *c, const struct watched *p,
			struct area left, struct area right)
{
	bool abreast = right.column > left.column;

	left.row = blocks_draw(c, left, &p->heap);
	if (!abreast)
		right.row = left.row + 1;
	caches_draw(c, right, p);
}

void depth_draw(struct canvas *c, const struct watched *p, unsigned row,
		unsigned end)
{
	bool abreast = c->columns >= TWO_ABREAST;
	unsigned half = abreast ? (c->columns - GAP) / 2 : c->columns;
	struct area left = { row, end, 0, half };
	struct area right = { row, end, abreast ? half + GAP : 0, half };

	if (!p->readable)
		canvas_put(c, left.row++, 0, LOOK_WARNING, "%s", p->why.text);
	if (!p->nr_samples)
		return;
	draw_memory(c, left, p);
	right.row = abreast ? left.row : left.row + NR_RATES;
	draw_rates(c, right, p);
	right.row += NR_RATES;
	draw_uses(c, right.row, &p->heap);
	left.row = right.row += 2;
	draw_tables(c, p, left, right);
}
