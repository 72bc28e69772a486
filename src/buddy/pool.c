/* SPDX-License-Identifier: MIT */
/*
 * buddy/pool.c - which blocks of a zone's pool to take
 *
 * The lowest of equals are taken first: what is in use stays dense at the
 * bottom, and the top stays untouched.  The highest dirty block is the last
 * to be reused, so it is the first to be purged.
 */
#include "buddy/pool.h"

#include "harden/harden.h"
#include "harden/secret.h"

/* How many windows to compare. */
enum { MOST_WINDOWS = 64 };

/* The first block at or after i whose address is a multiple of align. */
static size_t aligned_block(const struct zone *zone, size_t i, size_t align)
{
	size_t first = (arena_base >> BLOCK_SHIFT) + (zone->start >> MAX_ORDER);

	return align_up(first + i, align) - first;
}

/* The first block in [from, to) that is not free, or to. */
static size_t first_used(const struct zone *zone, size_t from, size_t to)
{
	while (from < to && bit_test(zone->pool, from))
		from++;
	return from;
}

/* A place for a run. */
struct window {
	size_t nr, align; /* what is asked for, in blocks */
	size_t at;	  /* the first block */
};

/*
 * Moves on to the first window at or after block `from` whose blocks are free
 * or can be made present; false: there is none.
 */
static bool window_next(struct window *w, const struct zone *zone, size_t from)
{
	size_t all = (zone->end - zone->start) >> MAX_ORDER;
	size_t present = pool_present(zone);

	for (;;) {
		size_t end, used;

		from = bitmap_next(zone->pool, from, present);
		from = aligned_block(zone, from, w->align);
		w->at = from;
		end = from + w->nr;
		if (end > all)
			return false;
		end = end < present ? end : present;
		used = first_used(zone, from, end);
		if (used >= end)
			return true;
		from = used + 1;
	}
}

static uint64_t window_dirty(const struct window *w, const struct zone *zone)
{
	const struct block *b = pfn_to_block(pool_pfn(zone, w->at));
	uint64_t sum = 0;

	for (size_t n = 0; n < w->nr; n++)
		sum += load_relaxed(&b[n].nr_dirty);
	return sum;
}

/*
 * Of some windows below the frontier, from this one on, the one with the most
 * dirty pages, or with `clean` the fewest.
 */
static size_t window_best(struct window w, const struct zone *zone, bool clean)
{
	size_t present = pool_present(zone), best = w.at;
	uint64_t most = 0, fewest = UINT64_MAX;

	for (int n = 0; n < MOST_WINDOWS && w.at + w.nr <= present; n++) {
		uint64_t dirty = window_dirty(&w, zone);

		if (clean ? dirty < fewest : dirty > most) {
			best = w.at;
			most = fewest = dirty;
		}
		if (!window_next(&w, zone, w.at + 1))
			break;
	}
	return best;
}

/* The lowest clean block, or `present`. */
static size_t lowest_clean(const struct zone *zone, size_t present)
{
	for (size_t w = zone->lowest / WORD_BITS; w * WORD_BITS < present;
	     w++) {
		uint64_t word = zone->pool[w] & ~zone->dirty[w];

		if (word)
			return w * WORD_BITS + lowest_bit(word);
	}
	return present;
}

/* A single block of the wanted state, or i, the lowest of any. */
static size_t prefer(const struct zone *zone, size_t i, bool clean)
{
	size_t present = pool_present(zone), found;

	if (clean)
		found = lowest_clean(zone, present);
	else
		found = bitmap_next(zone->dirty, zone->lowest, present);
	return found < present ? found : i;
}

/*
 * Any free block, each as likely as another: the first from a random place on
 * would mostly be the lowest, since most places lie below, in use.  Or i,
 * where the zone can grow.
 */
static size_t any_block(const struct zone *zone, size_t i)
{
	uint32_t nr = load_relaxed(&zone->nr_free) >> MAX_ORDER;

	return nr ? bitmap_nth(zone->pool, secret_below(nr)) : i;
}

size_t pool_find(const struct zone *zone, size_t nr, size_t align, bool clean)
{
	struct window first = { .nr = nr, .align = align };

	if (!window_next(&first, zone, zone->lowest))
		return POOL_NONE;
	if (harden_on(HARDEN_RANDOM) && nr == 1 && align == 1)
		return any_block(zone, first.at);
	if (!load_relaxed(&zone->nr_dirty))
		return first.at;
	if (nr == 1 && align == 1)
		return prefer(zone, first.at, clean);
	return window_best(first, zone, clean);
}

size_t pool_highest_dirty(const struct zone *zone)
{
	size_t w = BITMAP_WORDS(pool_present(zone)) - 1;

	while (!zone->dirty[w])
		w--;
	return w * WORD_BITS + log2_floor(zone->dirty[w]);
}
