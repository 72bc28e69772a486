/* SPDX-License-Identifier: MIT */
/*
 * read/heap.c - the counters of a heap, as seen from outside
 *
 * A snapshot is taken twice: if no counter of pages moved between the two,
 * both show one moment, since some of these counters only ever grow.  Under
 * load that may not come to pass; then the reading that leaves least
 * unexplained is the best there is.
 */
#include "read/heap.h"

#include "read/decode.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Readings until one that is merely plausible will do, and until none will. */
enum { EXACT_TRIES = 16, MOST_TRIES = 256 };

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static bool read_once(struct heap *h, struct raw *raw, struct target *t,
		      const struct layout *l, struct failure *why)
{
	heap_free(h);
	h->taken = now();
	return raw_read(raw, t, l, why) && decode(h, raw, l, why);
}

/* Whether no page changed its account between two readings. */
static bool same_pages(const struct heap *a, const struct heap *b)
{
	return a->info.splits == b->info.splits &&
	       a->info.merges == b->info.merges &&
	       a->info.slab_pages == b->info.slab_pages &&
	       a->info.run_pages == b->info.run_pages &&
	       a->info.pcp_pages == b->info.pcp_pages &&
	       a->info.purged_pages == b->info.purged_pages &&
	       a->info.lost_bytes == b->info.lost_bytes &&
	       a->nr_stripes == b->nr_stripes &&
	       !memcmp(a->info.zone, b->info.zone, sizeof(a->info.zone));
}

static void swap(struct heap *a, struct heap *b)
{
	struct heap c = *a;

	*a = *b;
	*b = c;
}

/* Takes readings until two in a row agree, or it is time to settle for less. */
static bool read_settled(struct heap *h, struct heap *next, struct raw *raw,
			 struct target *t, const struct layout *l,
			 struct failure *why)
{
	bool plausible;

	if (!read_once(h, raw, t, l, why))
		return false;
	for (int i = 0; i < MOST_TRIES; i++) {
		plausible = heap_plausible(h, why);
		if (plausible && (h->exact || i >= EXACT_TRIES))
			return true;
		if (!read_once(next, raw, t, l, why))
			return false;
		next->exact = same_pages(h, next);
		swap(h, next);
	}
	return heap_plausible(h, why);
}

bool heap_read(struct heap *h, struct target *t, const struct layout *l,
	       struct failure *why)
{
	struct heap next = { 0 };
	struct raw raw = { 0 };
	bool ok;

	*h = (struct heap){ 0 };
	ok = read_settled(h, &next, &raw, t, l, why);
	heap_free(&next);
	raw_free(&raw);
	return ok;
}

void heap_free(struct heap *h)
{
	free(h->stripe);
	free(h->thread);
	*h = (struct heap){ 0 };
}
