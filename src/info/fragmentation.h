/* SPDX-License-Identifier: MIT */
/*
 * info/fragmentation.h - how badly free memory is cut up
 *
 * The kernel's two indices, in thousandths, from the number of free blocks of
 * each order.  The kernel shows them in
 * /sys/kernel/debug/extfrag.
 */
#ifndef INFO_FRAGMENTATION_H
#define INFO_FRAGMENTATION_H

#include "base/compiler.h"

/*
 * -1000 if a request of that order would succeed; otherwise from 0, it fails
 * for lack of memory, to 1000, it fails because memory is cut up.  0 as well
 * when nothing is free.
 */
int fragmentation_index(const uint64_t *nr_free, unsigned nr_orders,
			unsigned order);

/* The share of free memory that is in blocks too small for the order. */
int unusable_free_index(const uint64_t *nr_free, unsigned nr_orders,
			unsigned order);

#endif /* INFO_FRAGMENTATION_H */
