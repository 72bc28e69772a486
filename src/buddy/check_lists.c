/* SPDX-License-Identifier: MIT */
/*
 * buddy/check_lists.c - the validator of the page layer: the lists of blocks
 */
#include "buddy/check.h"

/* What the blocks on a stripe's lists sum up to. */
struct list_sum {
	uint64_t free, dirty;
	uint32_t parts[MAX_ORDER];
};

static void sum_up(const struct block *b, struct list_sum *sum)
{
	sum->free += b->nr_free;
	sum->dirty += b->nr_free_dirty;
	for (unsigned o = 0; o < MAX_ORDER; o++)
		for (unsigned at = free_map_next(b, part_first(o), o); at;
		     at = free_map_next(b, at + 1, o))
			sum->parts[o]++;
}

static unsigned check_list(unsigned id, enum zone_id zone, unsigned list,
			   struct list_sum *sum)
{
	uint32_t head = stripes[id].heap[zone].lists.head[list], at = head;

	while (at) {
		const struct block *b = &arena.blocks[at - 1];

		if (b->list != list + 1 || load_relaxed(&b->stripe) != id ||
		    load_relaxed(&b->state) != BLOCK_STRIPE ||
		    zone_of(block_to_pfn(b)) != zone)
			return check_violation("B3: %u is on a foreign list",
					       block_to_pfn(b));
		if (!b->next || arena.blocks[b->next - 1].prev != at)
			return check_violation("B3: list %u is torn at %u",
					       list, block_to_pfn(b));
		sum_up(b, sum);
		at = b->next == head ? 0 : b->next;
	}
	return 0;
}

/* The words that tell which lists have blocks. */
static unsigned check_words(unsigned id, const struct block_lists *lists)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < NR_LISTS; i++) {
		unsigned rank = i / MAX_ORDER, o = i % MAX_ORDER;
		unsigned orders = lists->orders[rank];

		if ((lists->head[i] != 0) != (orders >> o & 1) ||
		    (orders != 0) != (lists->ranks >> rank & 1))
			bad += check_violation("B3: stripe %u rank %u order %u",
					       id, rank, o);
	}
	return bad;
}

unsigned lists_check(unsigned id, enum zone_id zone)
{
	const struct buddy_heap *heap = &stripes[id].heap[zone];
	unsigned bad = check_words(id, &heap->lists);
	struct list_sum sum = { 0 };

	for (unsigned i = 0; i < NR_LISTS; i++)
		bad += check_list(id, zone, i, &sum);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		if (sum.parts[o] != load_relaxed(&heap->nr_parts[o]))
			bad += check_violation("B3: stripe %u order %u: %u", id,
					       o, sum.parts[o]);
	if (sum.free != load_relaxed(&heap->nr_free) ||
	    sum.dirty != load_relaxed(&heap->nr_dirty))
		bad += check_violation("B3: stripe %u: %lu free %lu dirty", id,
				       sum.free, sum.dirty);
	return bad;
}
