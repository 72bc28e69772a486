/* SPDX-License-Identifier: MIT */
/*
 * kernels/sizes.h - block sizes as real programs ask for them
 *
 * A distribution is a published histogram: ranges of sizes with weights.
 * Sizes are equally likely inside a range, in its steps.  A draw takes one
 * random number and constant time, by the alias method (Walker, 1977; built
 * as by Vose, 1991): a fair choice of a slot, then a biased choice between
 * the slot's two ranges.
 */
#ifndef BENCH_KERNELS_SIZES_H
#define BENCH_KERNELS_SIZES_H

#include "common/random.h"

#include <stdint.h>

enum {
	SLOT_BITS = 5,
	NR_SLOTS = 1 << SLOT_BITS,	 /* as many ranges at most */
	COIN_BITS = 64 - 32 - SLOT_BITS, /* what is left of one draw */
};

struct size_range {
	uint32_t first; /* bytes: first, first + step, ... last */
	uint32_t last;
	uint32_t step;
	uint32_t weight;
};

struct size_slot {
	uint32_t own_share; /* the slot's own range, in 2^COIN_BITS parts */
	uint32_t other;	    /* the range that has the rest of the slot */
	uint32_t nr_sizes;  /* in the slot's own range */
};

struct sizes {
	const struct size_range *ranges;
	unsigned nr_ranges;
	struct size_slot slots[NR_SLOTS]; /* const after sizes_prepare */
};

/* An interpreter's objects: 98 % up to 512 bytes; the mean is 151. */
extern struct sizes sizes_interpreter;

/* A server's requests: 95 % up to 1 KiB, some to 256 KiB; the mean is 439. */
extern struct sizes sizes_server;

/* sizes_prepare - before the first draw, and before the first thread */
void sizes_prepare(void);

/* sizes_draw - a number of bytes, never 0 */
static inline uint32_t sizes_draw(const struct sizes *sizes,
				  struct random *random)
{
	uint64_t draw = random_next(random);
	uint64_t slot = draw >> (64 - SLOT_BITS);
	uint64_t coin = (draw >> 32) & ((UINT64_C(1) << COIN_BITS) - 1);
	uint64_t place = draw & UINT32_MAX;

	if (coin >= sizes->slots[slot].own_share)
		slot = sizes->slots[slot].other;
	place = (place * sizes->slots[slot].nr_sizes) >> 32;
	return sizes->ranges[slot].first +
	       (uint32_t)place * sizes->ranges[slot].step;
}

#endif
