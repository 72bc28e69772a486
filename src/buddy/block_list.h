/* SPDX-License-Identifier: MIT */
/*
 * buddy/block_list.h - the split blocks of a buddy heap, by what they offer
 *
 * Taking from the fullest block lets the emptier ones run empty, so that they
 * become whole again; taking dirty pages first spares a page fault.  Hence a
 * rank for each block that has free pages, and the lowest is taken from:
 *
 *     rank       0 ... NR_BINS - 1       NR_BINS ... NR_RANKS - 1
 *     has        dirty free pages        clean free pages only
 *     is         fullest ... emptiest    fullest ... emptiest
 *
 * Blocks of a rank are in a list for each order that their largest free part
 * may have.  Two words beside the lists tell where to look:
 *
 *     ranks           bit r: a list of rank r has blocks
 *     orders[rank]    bit o: and it is the one of largest order o
 *
 * A block becomes dirty at once, but clean again only when it is moved or
 * found for another reason: single pages come and go without moving it.
 *
 * Lists are circular.  All is 0 when empty, which untouched memory is.
 *
 * Locking: the caller's.
 */
#ifndef BUDDY_BLOCK_LIST_H
#define BUDDY_BLOCK_LIST_H

#include "buddy/free_map.h"

enum {
	BIN_BITS = 4, /* finer ones leave no more blocks whole */
	NR_BINS = 1 << BIN_BITS,
	NR_RANKS = 2 * NR_BINS,
	NR_DIRTY_LISTS = NR_BINS * MAX_ORDER,
	NR_LISTS = NR_RANKS * MAX_ORDER,
	BEST_LOOKS = 16 /* bounds the time under the lock */
};

struct block_lists {
	/* All of it is guarded by the caller's lock. */
	uint32_t ranks;
	/* The list where the last search for dirty parts ended. */
	uint32_t sweep;
	uint16_t orders[NR_RANKS];
	uint32_t head[NR_LISTS]; /* of struct block, plus 1 */
};
static_assert(NR_RANKS <= 32 && MAX_ORDER <= 16, "the words have room");

/* The list, plus 1, that a block belongs in, as a dirty or a clean one. */
static inline unsigned block_list_of(const struct block *b, bool dirty)
{
	unsigned rank = b->nr_free >> (MAX_ORDER - BIN_BITS);

	if (!b->nr_free)
		return 0;
	if (!dirty)
		rank += NR_BINS;
	return rank * MAX_ORDER + log2_floor(b->free_orders) + 1;
}

/* Moves a block to where it belongs by what is dirty in it now. */
void block_list_move(struct block_lists *lists, struct block *b);

/* Puts a block whose free parts changed where it belongs now. */
static inline void block_list_update(struct block_lists *lists, struct block *b)
{
	/* Wraps for a block without a list, which is as good as clean. */
	bool listed_dirty = b->list - 1u < NR_DIRTY_LISTS;
	unsigned list = block_list_of(b, b->nr_free_dirty || listed_dirty);

	if (b->list != list)
		block_list_move(lists, b);
}

/*
 * The block to take a part of that order or larger from; one without dirty
 * pages if `clean` and there is one.  NULL: none.
 */
struct block *block_list_find(struct block_lists *lists, unsigned order,
			      bool clean);

/*
 * The shortest stretch of at least nr pages that `find` gives for a block; in
 * dirty blocks before clean ones, and in the fullest of equals.  Looks at
 * BEST_LOOKS blocks that may have a free part of that order, the fullest
 * first.  .nr is 0 if there is none.
 */
struct stretch
block_list_stretch(const struct block_lists *lists, unsigned nr, unsigned order,
		   struct stretch (*find)(const struct block *b, unsigned nr));

/*
 * The next block, in no particular order, for which `offers` says yes, of
 * those that have dirty free pages and may have free parts of that order.
 * Starts where the last search ended; a series that stops at the first NULL
 * looks at a block that offers nothing twice at most.
 */
struct block *block_list_sweep(struct block_lists *lists, unsigned order,
			       bool (*offers)(const struct block *b,
					      unsigned order));

#endif /* BUDDY_BLOCK_LIST_H */
