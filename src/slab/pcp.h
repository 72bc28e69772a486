/* SPDX-License-Identifier: MIT */
/*
 * slab/pcp.h - a thread's own few pages
 *
 * The kernel's per-CPU page lists, per thread: blocks of orders 0 to 3, as
 * stacks, and longer runs of exact lengths.  What was freed last is hot and
 * comes back first.  Only pages of the highest zone are parked here.
 *
 * What is parked is resident for nothing, so `high` starts low and follows
 * the evidence:
 *
 *   up    a run is asked for in vain whose length was lately freed and not
 *         kept (a ghost): this length comes and goes
 *   down  a parked run was not taken for a while, or a run is asked for in
 *         vain and no ghost speaks for it: keeping did not help
 *
 * So a thread that never frees runs keeps none, one whose buffer grows keeps
 * next to none, and one that cycles through a few lengths has them all from
 * the third round on.  An overflow, a drain request and the thread's end give
 * pages back.
 *
 * Its lock is there so that others can drain it; the owner never waits for it
 * and lets it go by a plain store.
 *
 * Invariant: P1 count <= high.
 */
#ifndef SLAB_PCP_H
#define SLAB_PCP_H

#include "buddy/page_alloc.h"
#include "slab/parked.h"

enum {
	PCP_ORDERS = 4, /* orders 0 .. 3 are stacked */
	PCP_DEPTH = 32, /* blocks of each */
	PCP_BATCH = 8,	/* blocks fetched at once when a stack is empty */
	PCP_RUN_PAGES = BLOCK_PAGES / 2, /* the longest: 2 MiB */
	PCP_HIGH_MIN = 16,		 /* pages */
	/* The cap of what a thread can park: 2 MiB and one run. */
	PCP_HIGH_MAX = 512 + PCP_RUN_PAGES
};

/* All fields but the lock: pcp->lock. */
struct pcp {
	struct lock lock;
	/* Others read these two as figures. */
	_Atomic uint32_t count; /* pages parked */
	_Atomic uint32_t high;
	uint8_t depth[PCP_ORDERS];
	uint8_t batch; /* blocks to fetch at the next miss */
	struct parked parked;
	pfn_t block[PCP_ORDERS][PCP_DEPTH];
};

void pcp_init(struct pcp *pcp);

/*
 * A run of exactly nr_pages, at most PCP_RUN_PAGES, typed PG_RUN, aligned to
 * 1 << align_order pages, at most a block; PFN_NONE if none is parked and none
 * of the small orders could be fetched from `home`.  The owner only.
 */
pfn_t pcp_alloc(struct pcp *pcp, uint32_t nr_pages, unsigned align_order,
		struct stripe *home);

/*
 * Parks a run of at most PCP_RUN_PAGES; false if it does not fit, or the lock
 * is held.  The owner only.
 */
bool pcp_free(struct pcp *pcp, pfn_t pfn, uint32_t nr_pages);

/* Gives everything back and starts low again.  Any thread. */
void pcp_drain(struct pcp *pcp);

#endif /* SLAB_PCP_H */
