/* SPDX-License-Identifier: MIT */
/*
 * buddy/block.h - the record of a top-order block
 *
 * A merge never leaves its block, so a block is what stripes own and lock.
 *
 *   pool    free and whole, in its zone's pool              (zone->lock)
 *   stripe  split; its free parts are in a stripe's areas   (stripe->lock)
 *   whole   allocated as a whole, part of a long run        (the run's owner)
 *
 * The dirty map has a bit for each page: 1 if the page may hold data, 0 if it
 * reads as zero (invariant Z1).  The bits of an allocated page keep the state
 * in which it was handed out and are set when it comes back, so its owner can
 * tell what calloc must clear.
 */
#ifndef BUDDY_BLOCK_H
#define BUDDY_BLOCK_H

#include "buddy/page.h"

enum block_state { BLOCK_POOL, BLOCK_STRIPE, BLOCK_WHOLE };

struct block {
	/* Stripe id while split.  Written under both locks of a hand-over;
	 * stable for whoever owns a page of the block. */
	_Atomic uint16_t stripe;
	_Atomic uint8_t state;
	uint16_t nr_dirty; /* bits set in the map, and guarded like it */
	/* The long run that the block, or its first page, belongs to. */
	pfn_t run_pfn;
	/* Pool: zone->lock; stripe: stripe->lock; whole: the owner.  Atomic,
	 * since the owner of a page reads a word that others write. */
	_Atomic uint64_t dirty[BLOCK_PAGES / WORD_BITS];
};

/* Pages of [pfn, pfn + nr) that are dirty; the range lies in one block. */
unsigned block_count_dirty(pfn_t pfn, unsigned nr);

/* Whether any of them is. */
bool block_any_dirty(pfn_t pfn, unsigned nr);

/* Marks them all dirty or clean; the caller holds what the map's state asks */
void block_mark(pfn_t pfn, unsigned nr, bool dirty);

/*
 * The first stretch of pages at or after pfn, below end, that are all dirty.
 * Stretches stop at block edges.  *nr is 0 when there is none.
 */
pfn_t block_next_dirty(pfn_t pfn, pfn_t end, unsigned *nr);

#endif /* BUDDY_BLOCK_H */
