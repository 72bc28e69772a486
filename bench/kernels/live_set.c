/* SPDX-License-Identifier: MIT */
/*
 * kernels/live_set.c - blocks that live until chance replaces them
 */
#include "kernels/live_set.h"

void live_set_fill(struct live_set *set, struct worker *worker,
		   const struct sizes *sizes, uint32_t nr_blocks)
{
	set->worker = worker;
	set->sizes = sizes;
	set->nr_slots = scaled(worker->team, nr_blocks);
	set->slots = table_new(set->nr_slots * sizeof(*set->slots));
	for (uint32_t i = 0; i < set->nr_slots; i++)
		slot_draw(&set->slots[i], sizes, &worker->random);
}

void live_set_replace(struct live_set *set, uint32_t nr_times)
{
	struct worker *worker = set->worker;

	for (uint32_t i = 0; i < nr_times; i++) {
		uint32_t place = random_below(&worker->random, set->nr_slots);
		struct slot *slot = &set->slots[place];

		worker->checksum += slot_free(slot);
		slot_draw(slot, set->sizes, &worker->random);
	}
}

void live_set_empty(struct live_set *set)
{
	set->worker->checksum += slots_free(set->slots, set->nr_slots);
	table_free(set->slots, set->nr_slots * sizeof(*set->slots));
}
