/* SPDX-License-Identifier: MIT */
/*
 * screen/figures.h - what follows from the counters of a heap
 */
#ifndef SCREEN_FIGURES_H
#define SCREEN_FIGURES_H

#include "read/heap.h"

/* The order that a program's larger requests need: 2 MiB. */
enum { FIGURES_ORDER = 9 };

/* Thousandths of the whole free memory that FIGURES_ORDER cannot use. */
int figures_fragmentation(const struct heap *h);

/* Free objects and pages that threads keep, bytes. */
uint64_t figures_cached_bytes(const struct heap *h);

static inline uint64_t pages_bytes(uint64_t pages)
{
	return pages * PAGE_BYTES;
}

#endif /* SCREEN_FIGURES_H */
