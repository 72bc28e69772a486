/* SPDX-License-Identifier: MIT */
/*
 * common/random.h - a small generator whose sequence is the same everywhere
 *
 * SplitMix64 (Steele, Lea, Flood, 2014): a counter and a mix, two multiplies
 * a number, so that drawing a size costs less than allocating it.
 */
#ifndef BENCH_COMMON_RANDOM_H
#define BENCH_COMMON_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
	uint64_t mixed = random->state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

/* random_below - a number from 0 to bound - 1; bound is below 2^32 */
static inline uint32_t random_below(struct random *random, uint32_t bound)
{
	return (uint32_t)(((random_next(random) >> 32) * bound) >> 32);
}

#endif
