/* SPDX-License-Identifier: MIT */
/*
 * buddy/page_alloc.h - pages by zone and number: the policy
 *
 * In each zone of the zonelist, from the preferred one down: the home
 * stripe, then the zone's pool as far as the watermark and the reserve
 * permit, then the other stripes.  When all zones fail at LOW the caller's
 * own caches are drained, when they fail again everybody's, and the last
 * round goes down to MIN.
 *
 * No function here may be called with a lock held.
 */
#ifndef BUDDY_PAGE_ALLOC_H
#define BUDDY_PAGE_ALLOC_H

#include "buddy/stripe.h"
#include "buddy/zone_usage.h"

struct page_request {
	uint32_t nr_pages;
	unsigned align_order; /* of the first page, log2 of pages */
	enum zone_id zone;    /* the preferred, hence highest one */
	bool nofallback;      /* that zone only */
	bool clean;	      /* prefer pages that read as zero */
	unsigned kind;	      /* PG_SLAB or PG_RUN */
	struct stripe *home;
};

/* The first page of a run, typed, or PFN_NONE. */
pfn_t page_alloc(const struct page_request *rq);

/*
 * Frees a whole run of nr pages, of which the first nr_dirty may have been
 * written to.  Purges the excess when much free memory is dirty.
 */
void page_free(pfn_t pfn, uint32_t nr, uint32_t nr_dirty);

/*
 * Changes the length of a run in place.  Shrinking always works and counts
 * the tail as dirty; growing takes the pages that follow in the same block,
 * and fails when they are not all free.  home: who takes the block that a
 * shrink cuts in two.
 */
bool page_resize(pfn_t pfn, uint32_t old_nr, uint32_t new_nr,
		 struct stripe *home);

#endif /* BUDDY_PAGE_ALLOC_H */
