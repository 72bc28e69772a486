/* SPDX-License-Identifier: MIT */
/*
 * buddy/buddy_core.h - split and merge, and nothing else
 *
 * A buddy heap holds the free parts of the blocks it was given, as powers of
 * two of pages below the top order.  The buddy of a block is its neighbour of
 * the same size in the pair that made up the next larger one:
 *
 *     buddy(pfn, order) = pfn XOR 1 << order
 *
 * Taking splits the smallest block that is large enough and keeps the lower
 * half; putting merges with the buddy at once, as long as it is free.  A
 * block that becomes whole leaves the heap.  Source: Knowlton 1965; Knuth,
 * TAOCP 1, 2.5.
 *
 * Invariants: B1 a free block of order o is aligned to 1 << o pages.
 * B2 no free block has a free buddy of its order.
 *
 * Locking: the caller's.  No policy, no zones, no system calls.
 */
#ifndef BUDDY_BUDDY_CORE_H
#define BUDDY_BUDDY_CORE_H

#include "buddy/free_area.h"

struct buddy_heap {
	struct free_area area[MAX_ORDER];
	uint32_t nonempty; /* bit o: area[o] has blocks */
	/* Written under the caller's lock; read without it as hints. */
	_Atomic uint32_t nr_free;  /* pages */
	_Atomic uint32_t nr_dirty; /* of them */
};

void buddy_heap_init(struct buddy_heap *heap);

/*
 * A block of exactly that order (below MAX_ORDER), or PFN_NONE.  Prefers a
 * clean block if `clean`, otherwise whatever the head of the smallest fitting
 * area is.  The block's head page is untyped: the caller types it.
 */
pfn_t buddy_take(struct buddy_heap *heap, unsigned order, bool clean);

/*
 * Frees the pages [pfn, pfn + nr) of one block.  Their head pages carry no
 * type.  Returns true if that made the whole block free: it is then no longer
 * in the heap and the caller owns it.
 */
bool buddy_put(struct buddy_heap *heap, pfn_t pfn, unsigned nr);

/*
 * Takes the free pages [pfn, pfn + nr) of one block out of the heap; pfn must
 * begin a free block or follow an allocated page.  Returns false, and leaves
 * the heap as it was, unless all of them are free.
 */
bool buddy_take_at(struct buddy_heap *heap, pfn_t pfn, unsigned nr);

#endif /* BUDDY_BUDDY_CORE_H */
