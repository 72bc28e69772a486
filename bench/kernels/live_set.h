/* SPDX-License-Identifier: MIT */
/*
 * kernels/live_set.h - blocks that live until chance replaces them
 *
 * The steady state of a cache or a server: always as many blocks, of a
 * published mix of sizes, none older or younger by any order.  One thread
 * at a time uses a set; it need not be the one that allocated the blocks.
 */
#ifndef BENCH_KERNELS_LIVE_SET_H
#define BENCH_KERNELS_LIVE_SET_H

#include "kernels/slot.h"

enum {
	/* Of an interpreter, 151 bytes each: 0.97 MB with the table, which
	 * is within an L2 of 1 MiB. */
	NR_L2_BLOCKS = 5800,
	/* Of a server, 439 bytes each: 88 MB, far beyond. */
	NR_FAR_BLOCKS = 200 * 1000
};

struct live_set {
	struct worker *worker; /* it draws from its random numbers */
	const struct sizes *sizes;
	struct slot *slots; /* a table */
	uint32_t nr_slots;
};

/* live_set_fill - nr_blocks in the full run */
void live_set_fill(struct live_set *set, struct worker *worker,
		   const struct sizes *sizes, uint32_t nr_blocks);

/* live_set_replace - as many times, free a random block for a new one */
void live_set_replace(struct live_set *set, uint32_t nr_times);

/* live_set_empty - free all, in the order of the table */
void live_set_empty(struct live_set *set);

#endif
