/* SPDX-License-Identifier: MIT */
/*
 * read/heap.c - the counters of a heap, as seen from outside
 *
 * A snapshot is taken twice: if no counter of pages moved between the two,
 * both show one moment.  That a page came and went unseen is unlikely: splits,
 * merges and runs are counted up only.  Under load it may not come to pass that
 * two agree.  A reader that lost its processor midway missed whatever moved
 * meanwhile, so of several readings the one that leaves least unexplained is
 * closest to a moment.
 */
#include "read/heap.h"

#include "read/decode.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * Readings until the best so far will do, and until none will.  Those of a core
 * are the same each time.
 */
enum { EXACT_TRIES = 16, MOST_TRIES = 256, CORE_TRIES = 2 };

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

/* Whether no page changed its account since the reading before. */
static bool same_pages(const struct heap *h, const struct buddy_info *before,
		       uint64_t moves_before)
{
	const struct buddy_info *i = &h->info;

	return h->moves == moves_before &&
	       i->slab_pages == before->slab_pages &&
	       i->run_pages == before->run_pages &&
	       i->pcp_pages == before->pcp_pages &&
	       i->purged_pages == before->purged_pages &&
	       i->lost_bytes == before->lost_bytes &&
	       i->nr_stripes == before->nr_stripes &&
	       !memcmp(i->zone, before->zone, sizeof(i->zone));
}

static void swap(struct heap *a, struct heap *b)
{
	struct heap c = *a;

	*a = *b;
	*b = c;
}

/* The first exact reading, or the best that comes to pass. */
static bool read_best(struct heap *best, struct heap *next, struct raw *raw,
		      struct target *t, const struct layout *l,
		      struct failure *why)
{
	int tries = target_pid(t) ? MOST_TRIES : CORE_TRIES;
	struct buddy_info before = { 0 };
	uint64_t moves = 0;
	bool any = false;

	for (int i = 0; i < tries; i++) {
		if (any && (best->exact || i > EXACT_TRIES))
			break;
		if (!read_once(next, raw, t, l, why))
			return false;
		next->exact = i && same_pages(next, &before, moves);
		before = next->info;
		moves = next->moves;
		if (!heap_plausible(next, why))
			continue;
		if (!any || next->exact ||
		    next->info.in_flight_pages < best->info.in_flight_pages)
			swap(best, next);
		any = true;
	}
	return any;
}

bool heap_read(struct heap *h, struct target *t, const struct layout *l,
	       struct failure *why)
{
	struct heap next = { 0 };
	struct raw raw = { 0 };
	bool ok;

	*h = (struct heap){ 0 };
	ok = read_best(h, &next, &raw, t, l, why);
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
