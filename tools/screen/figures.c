/* SPDX-License-Identifier: MIT */
/*
 * screen/figures.c - what follows from the counters of a heap
 */
#include "screen/figures.h"

#include "info/fragmentation.h"

int figures_fragmentation(const struct heap *h)
{
	unsigned nr = h->info.nr_orders;
	/* A build may have smaller blocks only. */
	unsigned order = nr > FIGURES_ORDER ? FIGURES_ORDER : nr - 1;
	uint64_t nr_free[HEAP_ORDERS] = { 0 };

	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++)
		for (unsigned o = 0; o < nr; o++)
			nr_free[o] += h->info.zone[z].nr_free[o];
	return unusable_free_index(nr_free, nr, order);
}

uint64_t figures_cached_bytes(const struct heap *h)
{
	return h->info.cached_bytes + pages_bytes(h->info.pcp_pages);
}
