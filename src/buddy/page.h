/* SPDX-License-Identifier: MIT */
/*
 * buddy/page.h - pages, blocks and chunks: the units of the arena
 *
 *   page   4 KiB, the unit of the buddy heap; pfn 0 is the arena's first
 *   chunk  4 pages, the smallest slab; the slab layer keeps a record of each
 *   block  2^MAX_ORDER pages (4 MiB), the largest thing that is ever split
 *
 * struct page lives outside the memory it describes.  Only the first page of
 * an allocated run carries flags; all others have none.
 *
 *   flags      7         6        5     4   3   2    1    0
 *          quarantine reserved  dirty  pcp run slab head buddy
 *
 * buddy, dirty and reserved are never stored: the first two live in bitmaps
 * of the block, and reserved follows from the zone's frontier.
 */
#ifndef BUDDY_PAGE_H
#define BUDDY_PAGE_H

#include "base/bits.h"

typedef uint32_t pfn_t;
#define PFN_NONE UINT32_MAX

enum {
	PAGE_SHIFT = 12,
	PAGE_BYTES = 1 << PAGE_SHIFT,
	MAX_ORDER = BUDDY_MAX_ORDER, /* inclusive */
	NR_PAGE_ORDERS = MAX_ORDER + 1,
	BLOCK_PAGES = 1 << MAX_ORDER,
	BLOCK_SHIFT = PAGE_SHIFT + MAX_ORDER,
	CHUNK_ORDER = 2,
	CHUNK_SHIFT = PAGE_SHIFT + CHUNK_ORDER
};
#define BLOCK_BYTES ((size_t)1 << BLOCK_SHIFT)
#define CHUNK_BYTES ((size_t)1 << CHUNK_SHIFT)

static_assert(MAX_ORDER >= 8 && MAX_ORDER <= 12,
	      "zones start at multiples of 16 MiB, slabs reach order 4");

enum page_flags {
	PG_BUDDY = 0x01,
	PG_HEAD = 0x02,
	PG_SLAB = 0x04,
	PG_RUN = 0x08,
	PG_PCP = 0x10,
	PG_DIRTY = 0x20,
	PG_RESERVED = 0x40,
	PG_QUARANTINE = 0x80
};

/* The last page of a hardened run. */
enum run_guard {
	RUN_UNGUARDED, /* is the user's */
	RUN_GUARDED,   /* is inaccessible */
	RUN_GUARDLESS  /* was to be: the kernel refused */
};

struct page {
	/* Its owner's, and under the stripe's lock where others look on. */
	uint32_t nr_pages; /* of the run */
	/* Atomic: whoever frees or describes a page reads it first, with no
	 * lock, to find out whether it heads a run. */
	_Atomic uint8_t flags;
	uint8_t guard;	/* enum run_guard; the run's owner's */
	uint16_t slack; /* bytes behind a hardened run; its owner's */
};
static_assert(sizeof(struct page) == 8, "1/512 of the heap");

/* Whole pages that hold so many bytes. */
static inline size_t bytes_to_pages(size_t bytes)
{
	return (bytes >> PAGE_SHIFT) + ((bytes & (PAGE_BYTES - 1)) != 0);
}

/* The pfn of the block that holds a page. */
static inline pfn_t block_start(pfn_t pfn)
{
	return pfn & ~(pfn_t)(BLOCK_PAGES - 1);
}

#endif /* BUDDY_PAGE_H */
