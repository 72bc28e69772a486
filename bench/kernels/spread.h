/* SPDX-License-Identifier: MIT */
/*
 * kernels/spread.h - sizes spread over several orders of magnitude
 *
 * Where no histogram is published: each doubling is as likely as another, and
 * within one all sizes are, so that no size, least of all a power of two, is
 * favoured.  Close to log-uniform, in integers.
 */
#ifndef BENCH_KERNELS_SPREAD_H
#define BENCH_KERNELS_SPREAD_H

#include "common/random.h"

#include <stdint.h>

struct spread {
	uint32_t least;
	uint32_t doublings; /* sizes are below least << doublings, < 2^32 */
};

static inline uint32_t spread_draw(struct spread spread, struct random *random)
{
	uint32_t base = spread.least << random_below(random, spread.doublings);

	return base + random_below(random, base);
}

#endif
