/* SPDX-License-Identifier: MIT */
/*
 * os/seed.h - randomness from the kernel
 */
#ifndef OS_SEED_H
#define OS_SEED_H

#include "base/compiler.h"

/*
 * Draws 128 bits, without waiting: where the kernel has none yet, or a filter
 * forbids to ask, they are those that every program gets at its start, which
 * the C library uses too, changed by an address and the time.  errno is kept.
 */
void os_seed(uint64_t seed[2]);

#endif /* OS_SEED_H */
