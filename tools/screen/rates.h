/* SPDX-License-Identifier: MIT */
/*
 * screen/rates.h - how fast counters grow
 */
#ifndef SCREEN_RATES_H
#define SCREEN_RATES_H

#include "read/heap.h"
#include "read/process.h"

enum rate {
	RATE_ALLOCS,
	RATE_FREES,
	RATE_SPLITS,
	RATE_MERGES,
	RATE_PURGED, /* pages */
	RATE_FAULTS, /* minor and major */
	NR_RATES
};

/* The counters, and when that was. */
struct moment {
	uint64_t count[NR_RATES];
	double taken; /* CLOCK_MONOTONIC seconds */
};

struct moment moment_of(const struct process *p, const struct heap *h);

/*
 * The start of a process, when all of them were 0.  now: what CLOCK_BOOTTIME,
 * in seconds, says at the moment `taken`.
 */
struct moment moment_of_start(const struct process *p, double taken,
			      double now);

/*
 * Per second.  A counter that ran backwards was read while threads moved it,
 * or began anew: it counts as standing still.
 */
double rate_between(uint64_t before, uint64_t after, double seconds);

struct rates {
	double per_second[NR_RATES];
};
struct rates rates_between(const struct moment *before,
			   const struct moment *after);

#endif /* SCREEN_RATES_H */
