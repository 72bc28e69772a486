/* SPDX-License-Identifier: MIT */
/*
 * kernels/slot.h - a place for one block
 */
#ifndef BENCH_KERNELS_SLOT_H
#define BENCH_KERNELS_SLOT_H

#include "kernels/kernel.h"
#include "kernels/sizes.h"

/* All zero: the slot is empty. */
struct slot {
	void *block;
	size_t bytes;
};

/* slot_fill - with a new block, which is written to */
void slot_fill(struct slot *slot, size_t bytes, uint64_t seed);

/* slot_draw - likewise, a block of a random size */
void slot_draw(struct slot *slot, const struct sizes *sizes,
	       struct random *random);

/* slot_free - read the block, if any, and free it; returns what was read */
uint64_t slot_free(const struct slot *slot);

/*
 * slots_replace - as many times, free a random slot's block for a new one
 *
 * fill makes the new one; its turn counts up from 0.  What was read is added
 * to the worker's checksum.
 */
void slots_replace(struct slot *slots, uint32_t nr_slots, struct worker *worker,
		   uint32_t nr_times,
		   void (*fill)(struct slot *slot, struct worker *worker,
				uint32_t turn));

/* slots_free - all of them, in their order; returns what was read */
uint64_t slots_free(const struct slot *slots, uint32_t nr_slots);

#endif
