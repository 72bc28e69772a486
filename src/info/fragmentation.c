/* SPDX-License-Identifier: MIT */
/*
 * info/fragmentation.c - how badly free memory is cut up
 */
#include "info/fragmentation.h"

struct free_sum {
	uint64_t pages;	   /* free in all */
	uint64_t blocks;   /* of any order */
	uint64_t suitable; /* requests of the order that would fit */
};

static struct free_sum sum_up(const uint64_t *nr_free, unsigned nr_orders,
			      unsigned order)
{
	struct free_sum sum = { 0 };

	for (unsigned o = 0; o < nr_orders; o++) {
		sum.pages += nr_free[o] << o;
		sum.blocks += nr_free[o];
		if (o >= order)
			sum.suitable += nr_free[o] << (o - order);
	}
	return sum;
}

int fragmentation_index(const uint64_t *nr_free, unsigned nr_orders,
			unsigned order)
{
	struct free_sum sum = sum_up(nr_free, nr_orders, order);
	uint64_t wanted = UINT64_C(1) << order;

	if (!sum.blocks)
		return 0;
	if (sum.suitable)
		return -1000;
	return (int)(1000 - (1000 + sum.pages * 1000 / wanted) / sum.blocks);
}

int unusable_free_index(const uint64_t *nr_free, unsigned nr_orders,
			unsigned order)
{
	struct free_sum sum = sum_up(nr_free, nr_orders, order);

	if (!sum.pages)
		return 1000;
	return (int)((sum.pages - (sum.suitable << order)) * 1000 / sum.pages);
}
