/* SPDX-License-Identifier: MIT */
/*
 * pages/held.h - a block in use, and the word that must be in it
 *
 * Every block is written to and read again: a heap that gives the same pages
 * out twice is found, and one that gave none could not pass.  Only the first
 * word is, so that its one cache miss does not hide the heap.
 */
#ifndef BENCH_PAGES_HELD_H
#define BENCH_PAGES_HELD_H

#include "common/random.h"
#include "common/system.h"
#include "pages/heap.h"

struct held {
	/* Volatile, or the compiler would remember what it wrote. */
	volatile uint64_t *block;
	uint64_t word;
};

/* held_take - allocate a block and write its first word */
static inline struct held held_take(const struct heap *heap, unsigned order,
				    struct random *random)
{
	struct held held = { heap->alloc(order), random_next(random) };

	if (!held.block)
		stop("the heap has no more pages");
	*held.block = held.word;
	return held;
}

/* held_give - free it; the word that was in it, for the checksum */
static inline uint64_t held_give(const struct heap *heap, unsigned order,
				 struct held held)
{
	uint64_t word = *held.block;

	if (word != held.word)
		stop("a block lost what was written to it");
	heap->free((void *)held.block, order);
	return word;
}

#endif
