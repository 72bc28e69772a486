/* SPDX-License-Identifier: MIT */
/*
 * common/system.h - tables, the clock and the end, from the system alone
 *
 * Nothing here allocates: what a program needs for itself lies outside the
 * heap that it measures.
 */
#ifndef BENCH_COMMON_SYSTEM_H
#define BENCH_COMMON_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

enum {
	NS_PER_MS = 1000 * 1000,
	MS_PER_S = 1000,
	NS_PER_S = 1000 * 1000 * 1000
};

enum { LINE_PAIR = 128 }; /* bytes; lines are 64, and fetched in pairs */

/* table_new - zeroed memory, page aligned; stops on failure */
void *table_new(size_t bytes);
void table_free(void *table, size_t bytes);

/* now_ns - nanoseconds of the monotonic clock */
uint64_t now_ns(void);

/* sleep_until - until that time of now_ns */
void sleep_until(uint64_t at_ns);

static inline double ns_to_s(uint64_t ns)
{
	return (double)ns / NS_PER_S;
}

/* stop - say why on stderr, and exit with status 1 */
_Noreturn void stop(const char *why);

/*
 * cannot - say why this work does not apply here, and exit with status 77,
 * as a test that is skipped does
 */
_Noreturn void cannot(const char *why);

#endif
