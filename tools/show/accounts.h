/* SPDX-License-Identifier: MIT */
/*
 * show/accounts.h - what the present memory is used for, in bytes
 */
#ifndef SHOW_ACCOUNTS_H
#define SHOW_ACCOUNTS_H

#include "read/heap.h"

#include <stdio.h>

/*
 * present = free_blocks + slab_slack + objects + runs + cached_objects +
 *	     cached_pages + lost + in_flight, exactly
 *
 * In flight is the rest of present: 0 while no thread is in the allocator,
 * and below 0 where one moved memory while it was counted.
 */
struct accounts {
	uint64_t present;
	uint64_t free_blocks; /* of the buddy heap */
	uint64_t slab_slack;  /* in slabs, and no object's */
	uint64_t objects;     /* in the program's hands */
	uint64_t runs;	      /* likewise */
	uint64_t cached_objects, cached_pages;
	uint64_t lost; /* in caches of threads that a fork left behind */
	int64_t in_flight;
	/* Sums of these. */
	uint64_t free, in_use, cached;
	/* The part of `lost` that is objects. */
	uint64_t lost_objects;
};

struct accounts accounts_of(const struct heap *h);

/* A table, and the sum. */
void show_accounts(FILE *out, const struct heap *h);

#endif /* SHOW_ACCOUNTS_H */
