/* SPDX-License-Identifier: MIT */
/*
 * kernels/slot.c - a place for one block
 */
#include "kernels/slot.h"

#include <stdlib.h>

void slot_fill(struct slot *slot, size_t bytes, uint64_t seed)
{
	slot->block = block_new(bytes);
	slot->bytes = bytes;
	block_write(slot->block, bytes, seed);
}

void slot_draw(struct slot *slot, const struct sizes *sizes,
	       struct random *random)
{
	uint32_t bytes = sizes_draw(sizes, random);

	slot_fill(slot, bytes, (uint32_t)random->state);
}

uint64_t slot_free(const struct slot *slot)
{
	uint64_t sum = block_read(slot->block, slot->bytes);

	free(slot->block);
	return sum;
}

void slots_replace(struct slot *slots, uint32_t nr_slots, struct worker *worker,
		   uint32_t nr_times,
		   void (*fill)(struct slot *slot, struct worker *worker,
				uint32_t turn))
{
	for (uint32_t i = 0; i < nr_times; i++) {
		struct slot *slot =
			&slots[random_below(&worker->random, nr_slots)];

		worker->checksum += slot_free(slot);
		fill(slot, worker, i);
	}
}

uint64_t slots_free(const struct slot *slots, uint32_t nr_slots)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < nr_slots; i++)
		sum += slot_free(&slots[i]);
	return sum;
}
