/* SPDX-License-Identifier: MIT */
/*
 * buddy/page_alloc.c - pages by zone and number
 *
 * A run of nr pages is nr / BLOCK_PAGES whole blocks and a tail: the first
 * pages of one more block, which a stripe owns.  Short runs are all tail.
 */
#include "buddy/page_alloc.h"

#include "buddy/charge.h"
#include "buddy/purge.h"
#include "buddy/reclaim.h"

/* As often as the kernel tries while it reclaims something. */
enum { MAX_TRIES = 16 };

static uint32_t whole_blocks(uint32_t nr)
{
	return nr >> MAX_ORDER;
}

static uint32_t tail_pages(uint32_t nr)
{
	return nr & (BLOCK_PAGES - 1);
}

/* Whether a block that is split may have room. */
static bool fits_stripe(const struct page_request *rq)
{
	return rq->nr_pages < BLOCK_PAGES && rq->align_order < MAX_ORDER;
}

/* Takes blocks from the zone's pool; the last one's rest goes to `home`. */
static pfn_t take_blocks(const struct page_request *rq, enum zone_id id)
{
	uint32_t whole = whole_blocks(rq->nr_pages);
	uint32_t tail = tail_pages(rq->nr_pages);
	size_t align = rq->align_order > MAX_ORDER ?
			       (size_t)1 << (rq->align_order - MAX_ORDER) :
			       1;
	pfn_t pfn =
		zone_take(&zones[id], whole + (tail != 0), align, rq->clean);

	if (pfn == PFN_NONE)
		return PFN_NONE;
	if (tail)
		stripe_adopt(rq->home, pfn + (whole << MAX_ORDER), tail,
			     whole ? 0 : rq->kind);
	if (whole)
		page_type_run(pfn, rq->nr_pages, rq->kind);
	return pfn;
}

/* Takes from the other stripes: first those whose lock is free. */
static pfn_t steal(const struct page_request *rq, enum zone_id id)
{
	pfn_t pfn = PFN_NONE;

	for (unsigned i = 0; i < stripes_open() && pfn == PFN_NONE; i++)
		pfn = stripe_take_try(&stripes[i], id, rq->nr_pages,
				      rq->align_order, rq->kind, rq->clean);
	for (unsigned i = 0; i < stripes_open() && pfn == PFN_NONE; i++)
		pfn = stripe_take(&stripes[i], id, rq->nr_pages,
				  rq->align_order, rq->kind, rq->clean);
	return pfn;
}

static pfn_t alloc_in_zone(const struct page_request *rq, enum zone_id id,
			   enum watermark mark)
{
	bool splits = fits_stripe(rq);
	pfn_t pfn = PFN_NONE;

	if (splits)
		pfn = stripe_take(rq->home, id, rq->nr_pages, rq->align_order,
				  rq->kind, rq->clean);
	if (pfn == PFN_NONE &&
	    zone_watermark_ok(id, mark, rq->zone, rq->nr_pages))
		pfn = take_blocks(rq, id);
	if (pfn == PFN_NONE && splits)
		pfn = steal(rq, id);
	return pfn;
}

static pfn_t walk_zonelist(const struct page_request *rq, enum watermark mark)
{
	int lowest = rq->nofallback ? (int)rq->zone : ZONE_DMA;

	for (int z = (int)rq->zone; z >= lowest; z--) {
		pfn_t pfn = PFN_NONE;

		if (zone_populated(&zones[z]))
			pfn = alloc_in_zone(rq, (enum zone_id)z, mark);
		if (pfn != PFN_NONE)
			return pfn;
	}
	return PFN_NONE;
}

/* Gives back [pfn, pfn + nr): whole blocks, then the pages of one more. */
static void free_range(pfn_t pfn, uint32_t nr, uint32_t nr_dirty)
{
	uint32_t whole = whole_blocks(nr);
	uint32_t tail = tail_pages(nr);

	for (uint32_t i = 0; i < whole; i++) {
		uint32_t at = i << MAX_ORDER;
		uint32_t dirty = nr_dirty > at ? nr_dirty - at : 0;

		if (dirty)
			block_mark(pfn + at,
				   dirty < BLOCK_PAGES ? dirty : BLOCK_PAGES,
				   true);
	}
	if (whole)
		zone_put(pfn, whole);
	whole <<= MAX_ORDER;
	if (tail)
		stripe_put(pfn + whole, tail,
			   nr_dirty > whole ? nr_dirty - whole : 0);
}

/*
 * Near the limit: what may have to go back, and the rest of a block until it is
 * free, is charged meanwhile, and a request of another thread that fails for it
 * waits.
 */
static noinline pfn_t take_near_limit(const struct page_request *rq,
				      enum watermark mark)
{
	pfn_t pfn;

	/* At best all dirty pages serve it, which are charged already. */
	if (charge_missing(rq->nr_pages, rq->nr_pages) > purge_dirty())
		return PFN_NONE;
	reclaim_begin();
	pfn = walk_zonelist(rq, mark);
	if (pfn != PFN_NONE && !charge_fits(rq->nr_pages)) {
		free_range(pfn, rq->nr_pages, 0);
		pfn = PFN_NONE;
	}
	reclaim_end();
	return pfn;
}

/* Takes what the limit lets the heap keep. */
static pfn_t take(const struct page_request *rq, enum watermark mark)
{
	if (charge_limited())
		return take_near_limit(rq, mark);
	return walk_zonelist(rq, mark);
}

/*
 * Purges what is charged too much for a run of nr pages to take so many clean
 * ones; false if nothing is, or it would not help.
 */
static bool make_room(uint32_t nr_clean, uint32_t nr)
{
	uint64_t missing = charge_missing(nr_clean, nr), dirty;

	if (!missing)
		return false;
	dirty = purge_dirty();
	return missing <= dirty && purge_down_to(dirty - missing, 0);
}

static noinline pfn_t page_alloc_slow(const struct page_request *rq)
{
	bool again = true;
	pfn_t pfn;

	reclaim_own();
	make_room(rq->nr_pages, rq->nr_pages);
	pfn = take(rq, WMARK_LOW);
	for (int i = 0; pfn == PFN_NONE && again && i < MAX_TRIES; i++) {
		reclaim_all();
		reclaim_wait();
		/* Others may take what was purged. */
		again = make_room(rq->nr_pages, rq->nr_pages);
		pfn = take(rq, WMARK_MIN);
	}
	return pfn;
}

/* Tells the purge how many pages of a run will become resident. */
static void note_taken(pfn_t pfn, uint32_t nr)
{
	pfn_t end = pfn + nr;
	uint32_t nr_clean = 0;

	while (pfn < end) {
		uint32_t left = BLOCK_PAGES - (pfn - block_start(pfn));

		if (left > end - pfn)
			left = end - pfn;
		nr_clean += left - block_count_dirty(pfn, left);
		pfn += left;
	}
	if (nr_clean)
		purge_note_taken(nr_clean);
}

pfn_t page_alloc(const struct page_request *rq)
{
	pfn_t pfn = take(rq, WMARK_LOW);

	if (unlikely(pfn == PFN_NONE))
		pfn = page_alloc_slow(rq);
	if (likely(pfn != PFN_NONE))
		note_taken(pfn, rq->nr_pages);
	return pfn;
}

void page_free(pfn_t pfn, uint32_t nr, uint32_t nr_dirty)
{
	free_range(pfn, nr, nr_dirty);
	purge_note_freed(nr);
}

/*
 * Shrinks a long run to less than its whole blocks: the block that the cut
 * falls into, if any, is split; the rest goes.
 */
static void cut_whole(pfn_t pfn, uint32_t old_nr, uint32_t new_nr,
		      unsigned kind, struct stripe *home)
{
	pfn_t cut = pfn + new_nr;
	pfn_t next = (pfn_t)align_up(cut, BLOCK_PAGES);

	if (tail_pages(cut)) {
		block_mark(cut, next - cut, true);
		stripe_adopt(home, block_start(cut), tail_pages(cut),
			     whole_blocks(new_nr) ? 0 : kind);
	}
	if (next < pfn + old_nr)
		free_range(next, pfn + old_nr - next, pfn + old_nr - next);
}

/* Grows the tail behind so many whole pages, if the limit permits it. */
static bool grow_tail(pfn_t tail, uint32_t whole, uint32_t old_nr,
		      uint32_t new_nr)
{
	if (charge_limited())
		make_room(new_nr - old_nr, whole + new_nr);
	if (!stripe_grow(tail, old_nr, new_nr))
		return false;
	if (charge_fits(whole + new_nr))
		return true;
	stripe_shrink(tail, new_nr, old_nr, false);
	return false;
}

bool page_resize(pfn_t pfn, uint32_t old_nr, uint32_t new_nr,
		 struct stripe *home)
{
	unsigned kind = load_relaxed(&pfn_to_page(pfn)->flags) &
			(PG_RUN | PG_SLAB);
	uint32_t whole = whole_blocks(old_nr) << MAX_ORDER;
	pfn_t tail = pfn + whole;

	if (new_nr > old_nr) {
		/* Only a tail can grow, and it stays a tail. */
		if (tail == pfn + old_nr ||
		    block_start(tail) != block_start(pfn + new_nr - 1) ||
		    whole_blocks(old_nr) != whole_blocks(new_nr) ||
		    !grow_tail(tail, whole, old_nr - whole, new_nr - whole))
			return false;
	} else if (new_nr > whole && new_nr < old_nr) {
		stripe_shrink(tail, old_nr - whole, new_nr - whole, true);
	} else if (new_nr < old_nr) {
		cut_whole(pfn, old_nr, new_nr, kind, home);
	}
	if (new_nr < old_nr)
		purge_note_freed(old_nr - new_nr);
	if (whole_blocks(new_nr))
		page_type_run(pfn, new_nr, kind);
	return true;
}
