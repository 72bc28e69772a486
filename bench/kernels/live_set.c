/* SPDX-License-Identifier: MIT */
/*
 * kernels/live_set.c - blocks that live until chance replaces them
 */
#include "live_set.h"

#include <stdlib.h>

struct live_block live_block_new(const struct sizes *sizes,
				 struct random *random)
{
	struct live_block live;

	live.bytes = sizes_draw(sizes, random);
	live.seed = (uint32_t)random->state;
	live.block = block_new(live.bytes);
	block_write(live.block, live.bytes, live.seed);
	return live;
}

uint64_t live_block_free(const struct live_block *live)
{
	uint64_t sum = block_read(live->block, live->bytes);

	free(live->block);
	return sum;
}

void live_set_fill(struct live_set *set, const struct sizes *sizes,
		   struct random random, uint32_t nr_blocks)
{
	set->sizes = sizes;
	set->random = random;
	set->nr_blocks = nr_blocks;
	set->blocks = table_new(nr_blocks * sizeof(*set->blocks));
	set->checksum = 0;
	for (uint32_t i = 0; i < nr_blocks; i++)
		set->blocks[i] = live_block_new(sizes, &set->random);
}

void live_set_replace(struct live_set *set, uint32_t nr_times)
{
	for (uint32_t i = 0; i < nr_times; i++) {
		uint32_t place = random_below(&set->random, set->nr_blocks);
		struct live_block *live = &set->blocks[place];

		set->checksum += live_block_free(live);
		*live = live_block_new(set->sizes, &set->random);
	}
}

void live_set_empty(struct live_set *set)
{
	for (uint32_t i = 0; i < set->nr_blocks; i++)
		set->checksum += live_block_free(&set->blocks[i]);
	table_free(set->blocks, set->nr_blocks * sizeof(*set->blocks));
}
