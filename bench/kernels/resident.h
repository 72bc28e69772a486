/* SPDX-License-Identifier: MIT */
/*
 * kernels/resident.h - the process's own resident memory, over time
 *
 * Nothing here allocates, or uses stdio: a program that is asleep and looks
 * at itself must not wake its allocator, nor grow by a buffer.
 */
#ifndef BENCH_KERNELS_RESIDENT_H
#define BENCH_KERNELS_RESIDENT_H

#include <stdint.h>

/* report - one line to stdout, at once; only %s, %d, %u and their kin */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* now_ms - milliseconds of the monotonic clock */
uint64_t now_ms(void);

/* sleep_until - until that millisecond of the monotonic clock */
void sleep_until(uint64_t at_ms);

uint64_t resident_kb(void);

/*
 * resident_sample - report "sample SECONDS KILOBYTES LABEL", the seconds
 * counted from start_ms; returns the kilobytes
 */
uint64_t resident_sample(uint64_t start_ms, const char *label);

#endif
