/* SPDX-License-Identifier: MIT */
/*
 * pages/heap.h - something that hands out blocks of pages
 *
 * Four of them do the same work: libbuddy; the system itself, by mmap and
 * munmap; libbuddy behind one global lock, which shows what its stripes and
 * caches are worth; and the buddy heap of the textbook, likewise behind one
 * lock, which shows what the placement of blocks is worth.
 *
 * They do not promise the same: a block of mmap is new from the system each
 * time, zeroed when it is touched; the others hand out again what was freed,
 * as it was left.
 *
 * All functions may be called from any thread but open, which comes first.
 */
#ifndef BENCH_PAGES_HEAP_H
#define BENCH_PAGES_HEAP_H

#include <stddef.h>
#include <stdint.h>

enum {
	PAGE_SHIFT = 12,	   /* a page is 4 KiB for all heaps */
	TOP_ORDER = 10,		   /* the largest block: 4 MiB */
	TOP_PAGES = 1 << TOP_ORDER /* of 4 KiB */
};

static inline size_t block_bytes(unsigned order)
{
	return (size_t)1 << (PAGE_SHIFT + order);
}

struct heap {
	const char *name;
	/* It does one in so many of a workload's pairs: a slow heap's time
	 * for one pair needs no more to be known. */
	unsigned pairs_divisor;
	/* Prepares an arena of so many bytes, if it is up to the heap, and
	 * returns the size it has.  NULL: there is no arena. */
	size_t (*open)(size_t bytes);
	/* 2^order pages, aligned to their size but for mmap's, which are
	 * aligned to a page.  NULL when there are none. */
	void *(*alloc)(unsigned order);
	void (*free)(void *block, unsigned order);
	/* Free blocks of exactly that order, by the heap's own records.
	 * NULL: it keeps none. */
	uint64_t (*nr_free)(unsigned order);
};

/* heap_find - by name; stops if there is none of it */
const struct heap *heap_find(const char *name);

#endif
