/* SPDX-License-Identifier: MIT */
/*
 * slab/budget.c - what the caches of one thread may hold
 */
#include "slab/budget.h"

#include "buddy/page_alloc.h"

uint64_t budget_pages(unsigned share)
{
	uint64_t in_use = 0;

	for (unsigned z = 0; z < NR_ZONES; z++) {
		struct zone_usage u = zone_usage(z);

		in_use += u.present - u.free;
	}
	return in_use / share;
}
