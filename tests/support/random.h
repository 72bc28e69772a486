/* SPDX-License-Identifier: MIT */
/*
 * support/random.h - random numbers that can be repeated
 */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include "base/compiler.h"

struct rng {
	uint64_t state;
};

/*
 * Starts from the time, or from BUDDY_TEST_SEED of the environment, and
 * prints the seed to stderr.
 */
struct rng rng_seeded(const char *test);

/* A generator of its own for each of several threads. */
struct rng rng_derived(const struct rng *rng, unsigned index);

/* Uniform in [0, n), n > 0. */
uint64_t rng_below(struct rng *rng, uint64_t n);

/* In [0, max]; small numbers are as likely as large ones. */
size_t rng_size(struct rng *rng, size_t max);

#endif /* SUPPORT_RANDOM_H */
