/* SPDX-License-Identifier: MIT */
/*
 * common/arguments.h - how much work to do: "[THREADS [PERMILLE]]"
 */
#ifndef BENCH_COMMON_ARGUMENTS_H
#define BENCH_COMMON_ARGUMENTS_H

#include <stdint.h>

enum { MAX_THREADS = 256, FULL = 1000 };

struct arguments {
	unsigned nr_threads; /* 1 .. MAX_THREADS */
	unsigned permille;   /* 1 .. FULL: of the full work */
};

/*
 * arguments_parse - the last words of a command, up to its NULL
 *
 * One thread and the full work unless they say otherwise; stops with usage
 * if they say anything else.
 */
struct arguments arguments_parse(char **words, const char *usage);

/* permille_of - the part of a full amount that was asked for; never 0 */
static inline uint32_t permille_of(uint32_t full, unsigned permille)
{
	uint32_t part = (uint32_t)((uint64_t)full * permille / FULL);

	return part ? part : 1;
}

#endif
