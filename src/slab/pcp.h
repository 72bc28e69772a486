/* SPDX-License-Identifier: MIT */
/*
 * slab/pcp.h - a thread's own few pages
 *
 * The kernel's per-CPU page lists, per thread: blocks of orders 0 to 3, as
 * stacks, and a few longer runs of exact lengths.  What was freed last is hot
 * and comes back first.  Only pages of the highest zone are parked here.
 *
 * `high` starts low and grows by what was asked for in vain, so a thread that
 * never frees runs keeps none, and one that cycles through them keeps enough.
 * An overflow, a drain request and the thread's end give pages back.
 *
 * Its lock is there so that others can drain it; the owner never waits for it.
 *
 * Invariant: P1 count <= high.
 */
#ifndef SLAB_PCP_H
#define SLAB_PCP_H

#include "buddy/page_alloc.h"

enum {
	PCP_ORDERS = 4,	     /* orders 0 .. 3 are stacked */
	PCP_DEPTH = 32,	     /* blocks of each */
	PCP_RUNS = 4,	     /* longer runs */
	PCP_RUN_PAGES = 256, /* of at most 1 MiB */
	PCP_HIGH_MIN = 16,   /* pages */
	PCP_HIGH_MAX = 512,  /* 2 MiB: the cap of what a thread can park */
	PCP_BATCH = 8	     /* blocks fetched at once when a stack is empty */
};

struct pcp_run {
	pfn_t pfn;
	uint32_t nr_pages;
};

struct pcp {
	struct lock lock;
	/* pcp->lock; count is read by others as a figure */
	_Atomic uint32_t count; /* pages parked */
	_Atomic uint32_t high;
	uint8_t depth[PCP_ORDERS];
	uint8_t nr_runs;
	uint8_t batch; /* blocks to fetch at the next miss */
	struct pcp_run run[PCP_RUNS];
	pfn_t block[PCP_ORDERS][PCP_DEPTH];
};

void pcp_init(struct pcp *pcp);

/*
 * A run of exactly nr_pages, at most PCP_RUN_PAGES, typed PG_RUN; PFN_NONE if
 * none is parked and none of the small orders could be fetched from `home`.
 */
pfn_t pcp_alloc(struct pcp *pcp, uint32_t nr_pages, struct stripe *home);

/* Parks a run of at most PCP_RUN_PAGES; false if it does not fit, or the lock
 * is held. */
bool pcp_free(struct pcp *pcp, pfn_t pfn, uint32_t nr_pages);

/* Gives everything back and starts low again.  Any thread. */
void pcp_drain(struct pcp *pcp);

#endif /* SLAB_PCP_H */
