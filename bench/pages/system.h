/* SPDX-License-Identifier: MIT */
/*
 * pages/system.h - tables, the clock and the end, from the system alone
 *
 * Nothing here allocates: what the program needs for itself lies outside the
 * heap that it measures.
 */
#ifndef BENCH_PAGES_SYSTEM_H
#define BENCH_PAGES_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

/* table_new - zeroed memory, page aligned; stops on failure */
void *table_new(size_t bytes);
void table_free(void *table, size_t bytes);

/* now_ns - nanoseconds of the monotonic clock */
uint64_t now_ns(void);

/* stop - say why on stderr, and exit with status 1 */
_Noreturn void stop(const char *why);

#endif
