/* SPDX-License-Identifier: MIT */
/*
 * kernels/resident.h - the process's own resident memory, over time
 */
#ifndef BENCH_KERNELS_RESIDENT_H
#define BENCH_KERNELS_RESIDENT_H

#include <stdint.h>

/*
 * resident_sample - print a sample's line, with the time since start_ns
 *
 * Returns the kilobytes.  Allocates nothing, and does not use stdio.
 */
uint64_t resident_sample(uint64_t start_ns, const char *label);

#endif
