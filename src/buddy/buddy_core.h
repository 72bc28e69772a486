/* SPDX-License-Identifier: MIT */
/*
 * buddy/buddy_core.h - split and merge, and nothing else
 *
 * A buddy heap holds the free parts of the blocks it was given, as powers of
 * two of pages below the top order.  The buddy of a part is its neighbour of
 * the same size in the pair that made up the next larger one:
 *
 *     buddy(pfn, order) = pfn XOR 1 << order
 *
 * Taking splits the smallest part that is large enough, of the fullest block
 * that has one, and keeps the lower half; putting merges with the buddy at
 * once, as long as it is free.  A block that becomes whole leaves the heap.
 * Source: Knowlton 1965; Knuth, TAOCP 1, 2.5.
 *
 * Invariants: B1 a free part of order o is aligned to 1 << o pages.
 * B2 no free part has a free buddy of its order.
 *
 * Locking: the caller's.  No policy, no zones, no system calls.
 */
#ifndef BUDDY_BUDDY_CORE_H
#define BUDDY_BUDDY_CORE_H

#include "buddy/block_list.h"
#include "buddy/free_map.h"

/* All 0 when empty: untouched memory is an empty heap. */
struct buddy_heap {
	/* Written under the caller's lock; read without it as hints. */
	_Atomic uint32_t nr_free;	       /* pages */
	_Atomic uint32_t nr_dirty;	       /* of them */
	_Atomic uint32_t nr_parts[MAX_ORDER];  /* free, by order */
	_Atomic uint64_t nr_splits, nr_merges; /* so far: figures only */
	struct block_lists lists;
};

/*
 * The first nr pages of a part of that order (nr at most 1 << order), or
 * PFN_NONE, as always for MAX_ORDER.  What exceeds nr stays free.  Prefers a
 * clean part if `clean`, otherwise a dirty one.  The first page is untyped:
 * the caller types it.
 */
pfn_t buddy_take(struct buddy_heap *heap, unsigned nr, unsigned order,
		 bool clean);

/*
 * nr pages, 2 at least and less than a block, anywhere in a block: of the free
 * pages in a row that are enough, the shortest row that a search of the
 * fullest blocks finds.  PFN_NONE: it finds none.
 */
pfn_t buddy_take_stretch(struct buddy_heap *heap, unsigned nr);

/*
 * Frees the pages [pfn, pfn + nr) of one block.  Returns true if that made the
 * whole block free: it is then no longer in the heap and the caller owns it.
 */
bool buddy_put(struct buddy_heap *heap, pfn_t pfn, unsigned nr);

/*
 * A whole block that the caller owns becomes the heap's; its first nr pages
 * stay allocated.
 */
void buddy_adopt(struct buddy_heap *heap, pfn_t block, unsigned nr);

/*
 * Takes the free pages [pfn, pfn + nr) of one block out of the heap; pfn must
 * begin a free part or follow an allocated page.  Returns false, and leaves
 * the heap as it was, unless all of them are free.
 */
bool buddy_take_at(struct buddy_heap *heap, pfn_t pfn, unsigned nr);

/* Any part of exactly that order that has dirty pages, or PFN_NONE. */
pfn_t buddy_take_dirty(struct buddy_heap *heap, unsigned order);

#endif /* BUDDY_BUDDY_CORE_H */
