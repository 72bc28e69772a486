/* SPDX-License-Identifier: MIT */
/*
 * screen/caches.c - the tables of stripes and of threads
 */
#include "screen/caches.h"
#include "screen/figures.h"
#include "screen/units.h"

#include <stdlib.h>

/* Per second since the sample before; a dash where there is none. */
static struct amount rate_of(const struct watched *p, const uint64_t *before,
			     uint64_t after)
{
	if (!before)
		return (struct amount){ "-" };
	return amount_of(
		rate_between(*before, after, p->heap.taken - p->before.taken));
}

static struct amount stripe_splits(const struct watched *p, unsigned i)
{
	bool known = p->nr_samples > 1 && i < p->before.nr_stripes;

	return rate_of(p, known ? &p->before.stripe[i].splits : NULL,
		       p->heap.stripe[i].splits);
}

static struct amount thread_allocs(const struct watched *p, unsigned i)
{
	bool known = p->nr_samples > 1 && i < p->before.nr_threads;

	return rate_of(p, known ? &p->before.thread[i].allocs : NULL,
		       p->heap.thread[i].allocs);
}

static void draw_stripe(struct canvas *c, struct area a,
			const struct watched *p, unsigned i)
{
	const struct heap_stripe *s = &p->heap.stripe[i];

	canvas_put(c, a.row, a.column, LOOK_PLAIN, "%6u %5s %5s %5s %5s %6s", i,
		   amount_of(s->nr_threads).text,
		   amount_of_bytes((double)pages_bytes(s->free_pages)).text,
		   amount_of_bytes((double)pages_bytes(s->dirty_pages)).text,
		   amount_of_bytes((double)pages_bytes(s->slab_pages)).text,
		   stripe_splits(p, i).text);
}

/* How many of nr fit into rows, if a last row says how many do not. */
static unsigned fitting(unsigned nr, unsigned rows)
{
	if (nr <= rows)
		return nr;
	return rows ? rows - 1 : 0;
}

static unsigned draw_more(struct canvas *c, struct area a, unsigned nr)
{
	if (nr && a.row < a.end)
		canvas_put(c, a.row++, a.column, LOOK_DIM, "%u more", nr);
	return a.row;
}

/* Returns the row below. */
static unsigned draw_stripes(struct canvas *c, struct area a,
			     const struct watched *p)
{
	unsigned nr = p->heap.nr_stripes, shown;

	if (a.row >= a.end)
		return a.row;
	canvas_put(c, a.row++, a.column, LOOK_HEADER, "%6s %5s %5s %5s %5s %6s",
		   "STRIPE", "THRDS", "FREE", "DIRTY", "SLABS", "SPLITS");
	shown = fitting(nr, a.end - a.row);
	for (unsigned i = 0; i < shown; i++, a.row++)
		draw_stripe(c, a, p, i);
	return draw_more(c, a, nr - shown);
}

static void draw_thread(struct canvas *c, struct area a,
			const struct watched *p, unsigned i)
{
	const struct heap_thread *t = &p->heap.thread[i];

	canvas_put(c, a.row, a.column, LOOK_PLAIN, "%6u %5u %5s %5s %6s %6s", i,
		   t->stripe, amount_of((double)t->pcp_pages).text,
		   amount_of((double)t->pcp_high).text,
		   amount_of_bytes((double)t->bytes).text,
		   thread_allocs(p, i).text);
}

static uint64_t size_of(const struct heap_thread *t)
{
	return t->bytes + pages_bytes(t->pcp_pages);
}

static int by_size(const void *a, const void *b, void *heap)
{
	unsigned i = *(const unsigned *)a, j = *(const unsigned *)b;
	const struct heap *h = heap;
	uint64_t x = size_of(&h->thread[i]), y = size_of(&h->thread[j]);

	if (x != y)
		return x < y ? 1 : -1;
	return (i > j) - (i < j);
}

/* The slots of live threads, largest first; NULL without any. */
static unsigned *live_threads(const struct heap *h, unsigned *nr)
{
	unsigned *slot = h->nr_threads ? malloc(h->nr_threads * sizeof(*slot)) :
					 NULL;

	*nr = 0;
	for (unsigned i = 0; slot && i < h->nr_threads; i++)
		if (h->thread[i].live)
			slot[(*nr)++] = i;
	if (*nr)
		qsort_r(slot, *nr, sizeof(*slot), by_size, (void *)h);
	return slot;
}

static void draw_threads(struct canvas *c, struct area a,
			 const struct watched *p)
{
	unsigned nr, shown;
	unsigned *slot;

	if (a.row >= a.end)
		return;
	canvas_put(c, a.row++, a.column, LOOK_HEADER, "%6s %5s %5s %5s %6s %6s",
		   "THREAD", "STRPE", "PCP", "HIGH", "CACHED", "ALLOCS");
	slot = live_threads(&p->heap, &nr);
	shown = fitting(nr, a.end - a.row);
	for (unsigned i = 0; i < shown; i++, a.row++)
		draw_thread(c, a, p, slot[i]);
	draw_more(c, a, nr - shown);
	free(slot);
}

void caches_draw(struct canvas *c, struct area a, const struct watched *p)
{
	struct area stripes = a;

	if (a.row >= a.end)
		return;
	stripes.end = a.row + (a.end - a.row + 1) / 2;
	a.row = draw_stripes(c, stripes, p) + 1;
	draw_threads(c, a, p);
}
