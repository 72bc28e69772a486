/* SPDX-License-Identifier: MIT */
/*
 * buddy/block.h - the record of a top-order block
 *
 * A merge never leaves its block, so a block is what stripes own and lock.
 *
 *   pool    free and whole, in its zone's pool              (zone->lock)
 *   stripe  split; its free parts are in the map below      (stripe->lock)
 *   whole   allocated as a whole, part of a long run        (the run's owner)
 *
 * The dirty map has a bit for each page: 1 if the page may hold data, 0 if it
 * reads as zero (invariant Z1).  The bits of an allocated page keep the state
 * in which it was handed out and are set when it comes back, so its owner can
 * tell what calloc must clear.
 *
 * The free map has a bit for each part that the block can be split into.  The
 * parts are a binary tree, and their numbers those of a heap in an array:
 *
 *     order 10                      1
 *     order 9            2                     3
 *     order 8       4         5           6         7
 *       ...
 *     order 0    1024 1025 ...                 ... 2047
 *
 *     part(page, order) = (BLOCK_PAGES | page) >> order
 *     buddy = part ^ 1, halves = 2 * part and 2 * part + 1
 *
 * A bit is set if exactly that part is free: neither a part that it was split
 * into nor one that it was merged into has a bit.  Bits 0 and 1 are never
 * set: a block that is free as a whole leaves its stripe.  Orders of 64 parts
 * and more have words of their own, the larger ones share word 0.
 */
#ifndef BUDDY_BLOCK_H
#define BUDDY_BLOCK_H

#include "buddy/page.h"

enum block_state { BLOCK_POOL, BLOCK_STRIPE, BLOCK_WHOLE };

enum {
	DIRTY_WORDS = BLOCK_PAGES / WORD_BITS,
	FREE_WORDS = 2 * BLOCK_PAGES / WORD_BITS
};

struct block {
	/* Stripe id while split.  Written under both locks of a hand-over;
	 * stable for whoever owns a page of the block. */
	_Atomic uint16_t stripe;
	_Atomic uint8_t state;
	/* Bits set in the dirty map, and guarded like it.  Atomic for the same
	 * reason; never less than the dirty pages of any one owner. */
	_Atomic uint16_t nr_dirty;
	/* The long run that the block, or its first page, belongs to. */
	pfn_t run_pfn;

	/* stripe->lock: the free parts; all 0 unless the block is split. */
	uint16_t nr_free;	/* pages */
	uint16_t nr_free_dirty; /* of them */
	uint16_t free_orders;	/* bit o: there is a free part of order o */
	uint16_t list;		/* of its heap, plus 1; 0: none */
	uint32_t next, prev;	/* in that list, plus 1 */
	/* Bit w: word w of the free map is not 0. */
	uint64_t filled[BITMAP_WORDS(FREE_WORDS)];

	/* Pool: zone->lock; stripe: stripe->lock; whole: the owner.  Atomic,
	 * since the owner of a page reads a word that others write. */
	_Atomic uint64_t dirty[DIRTY_WORDS];
	/* Written under stripe->lock.  Atomic, since whoever describes a page
	 * reads them without it. */
	_Atomic uint64_t free[FREE_WORDS];
} cacheline_aligned;

/* The lowest n bits of a word, 1 <= n <= WORD_BITS. */
static inline uint64_t low_bits(unsigned n)
{
	return ~UINT64_C(0) >> (WORD_BITS - n);
}

/* The dirty bits of pages that lie in one word, moved to the right. */
static inline uint64_t dirty_bits(const struct block *b, unsigned from,
				  unsigned nr)
{
	return load_relaxed(&b->dirty[from / WORD_BITS]) >> from % WORD_BITS &
	       low_bits(nr);
}

/* Whether a range is part of one word, as all that fit and are aligned are. */
static inline bool in_one_word(unsigned from, unsigned nr)
{
	return from % WORD_BITS + nr <= WORD_BITS;
}

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
