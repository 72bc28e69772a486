/* SPDX-License-Identifier: MIT */
/*
 * buddy/check.h - the validator of the page layer
 *
 * Verifies, with all stripes and zones locked, the invariants
 *   B1 a free part of order o is aligned to 1 << o pages
 *   B2 no free part has a free buddy of its order
 *   B3 counters, summaries and lists equal what the maps and the pool say
 *   B4 every present page is in exactly one of: free, pcp, slab, run
 *   S1 no block crosses a block or zone edge
 *   Z1 a page said to be zero reads as zero
 *   C1 under a limit the pages charged are those in use or dirty
 */
#ifndef BUDDY_CHECK_H
#define BUDDY_CHECK_H

#include "buddy/stripe.h"

/* How many pages each use has, counted on the way. */
struct page_census {
	uint64_t free, pcp, slab, run;
	uint64_t clean; /* of the free ones */
};

/*
 * Returns the number of violations and writes a line for each to stderr.
 * census may be NULL.  Of the free pages that are said to be zero only those
 * in memory are read: reading another would give it memory.
 */
unsigned zone_check(enum zone_id zone, struct page_census *census);

/* All zones, and what is charged for them. */
unsigned buddy_heap_check(struct page_census *census);

/* The part of zone_check that looks at one stripe's lists. */
unsigned lists_check(unsigned stripe, enum zone_id zone);

/* Applies op to every lock of this layer, in lock order. */
void buddy_each_lock(void (*op)(struct lock *l));

/* Says what is wrong on stderr; returns 1. */
unsigned check_violation(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif /* BUDDY_CHECK_H */
