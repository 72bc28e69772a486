/* SPDX-License-Identifier: MIT */
/*
 * support/random.c - random numbers that can be repeated
 */
#include "support/random.h"

#include "base/bits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct rng rng_seeded(const char *test)
{
	const char *text = getenv("BUDDY_TEST_SEED");
	struct timespec now;
	uint64_t seed;

	clock_gettime(CLOCK_REALTIME, &now);
	seed = (uint64_t)now.tv_nsec << 20 ^ (uint64_t)getpid();
	if (text)
		seed = strtoull(text, NULL, 10);
	fprintf(stderr, "# %s: BUDDY_TEST_SEED=%" PRIu64 "\n", test, seed);
	return (struct rng){ seed };
}

/* The finaliser of splitmix64: any seed will do, 0 as well. */
static uint64_t next(struct rng *rng)
{
	uint64_t z = rng->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

struct rng rng_derived(const struct rng *rng, unsigned index)
{
	struct rng other = { rng->state + index };

	return (struct rng){ next(&other) };
}

uint64_t rng_below(struct rng *rng, uint64_t n)
{
	return next(rng) % n;
}

size_t rng_size(struct rng *rng, size_t max)
{
	unsigned bits = (unsigned)rng_below(rng, log2_floor(max + 1) + 1);
	size_t n = rng_below(rng, (size_t)2 << bits);

	return n < max ? n : max;
}
