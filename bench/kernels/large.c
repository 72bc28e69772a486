/* SPDX-License-Identifier: MIT */
/*
 * kernels/large.c - 20 large blocks, one after another replaced
 *
 * 256 KiB to 32 MiB: frames, matrices, files read whole.  Above 128 KiB the
 * C library asks the system for each block, up to 32 MiB it learns not to
 * (mallopt(3), M_MMAP_THRESHOLD): both habits are within the range.
 */
#include "kernel.h"

#include "spread.h"

#include <stdlib.h>

enum { NR_LIVE = 20, REPLACEMENTS = 300 };

/* 256 KiB to 32 MiB */
static const struct spread sizes = { .least = 256 << 10, .doublings = 7 };

struct slot {
	char *block;
	size_t bytes;
};

static uint64_t slot_read_and_free(struct slot *slot)
{
	uint64_t sum = slot->block ? block_read(slot->block, slot->bytes) : 0;

	free(slot->block);
	slot->block = NULL;
	return sum;
}

static void large_run(struct worker *worker)
{
	struct random random = worker->random;
	struct slot slots[NR_LIVE] = { 0 };
	uint32_t replacements = scaled(worker->team, REPLACEMENTS);
	uint64_t sum = 0;

	for (uint32_t i = 0; i < replacements; i++) {
		struct slot *slot = &slots[random_below(&random, NR_LIVE)];

		sum += slot_read_and_free(slot);
		slot->bytes = spread_draw(sizes, &random);
		slot->block = block_new(slot->bytes);
		block_write(slot->block, slot->bytes, i);
	}
	for (unsigned i = 0; i < NR_LIVE; i++)
		sum += slot_read_and_free(&slots[i]);
	worker->checksum = sum;
}

const struct kernel kernel_large = {
	.name = "large",
	.stands_for = "frames and matrices: 20 of 256 KiB to 32 MiB",
	.run = large_run,
};
