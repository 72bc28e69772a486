/* SPDX-License-Identifier: MIT */
/*
 * slab/moved.h - runs whose pages were moved in from elsewhere
 *
 * mremap leaves a moved range in a mapping of its own.  So that mappings stay
 * few, at most MOVED_MAX ranges exist at a time, and a range is mapped afresh
 * when it is freed, which lets the kernel merge it with its neighbours.
 */
#ifndef SLAB_MOVED_H
#define SLAB_MOVED_H

#include "buddy/page.h"

enum { MOVED_MAX = 32 };

/* Whether any range exists: a hint that needs no lock. */
bool moved_any(void);

/*
 * Reserves a place in the table for [pfn, pfn + nr); false if it is full or
 * moves are forbidden.
 */
bool moved_add(pfn_t pfn, uint32_t nr);

/* Forgets the range that starts at pfn; returns its length, or 0. */
uint32_t moved_del(pfn_t pfn);

/* The length of the range that starts at pfn, or 0. */
uint32_t moved_find(pfn_t pfn);

/* No range will be added from now on. */
void moved_forbid(void);

void moved_lock(void);
void moved_unlock(void);
void moved_reset_lock(void);

#endif /* SLAB_MOVED_H */
