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

#include "kernel.h"
#include "sizes.h"

struct live_block {
	void *block;
	uint32_t bytes;
	uint32_t seed; /* what block_write was told */
};

struct live_set {
	const struct sizes *sizes;
	struct random random;
	struct live_block *blocks; /* a table */
	uint32_t nr_blocks;
	uint64_t checksum; /* of all blocks that were freed */
};

/* live_block_new - allocate and write a block of a random size */
struct live_block live_block_new(const struct sizes *sizes,
				 struct random *random);

/* live_block_free - read the block, free it, and return what was read */
uint64_t live_block_free(const struct live_block *live);

void live_set_fill(struct live_set *set, const struct sizes *sizes,
		   struct random random, uint32_t nr_blocks);

/* live_set_replace - as many times, free a random block for a new one */
void live_set_replace(struct live_set *set, uint32_t nr_times);

/* live_set_empty - free all, in the order of the table; keep the checksum */
void live_set_empty(struct live_set *set);

#endif
