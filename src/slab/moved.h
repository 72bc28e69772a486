/* SPDX-License-Identifier: MIT */
/*
 * slab/moved.h - ranges whose pages were moved in from elsewhere
 *
 * mremap leaves a moved range in a mapping of its own.  So that mappings stay
 * few, at most MOVED_MAX ranges exist at a time, and a range is mapped afresh
 * when it is freed, which lets the kernel merge it with its neighbours.  A
 * range lies inside one run and is made of whole system pages.
 */
#ifndef SLAB_MOVED_H
#define SLAB_MOVED_H

#include "buddy/page.h"
#include "os/lock.h"

enum { MOVED_MAX = 32 };

/* Whether any range exists: a hint that needs no lock. */
bool moved_any(void);

/*
 * Enters [pfn, pfn + nr) in the table; false if it is full or moves are
 * forbidden.
 */
bool moved_add(pfn_t pfn, uint32_t nr);

/*
 * Takes what overlaps [from, end) out of one range, whose part below `from`
 * stays.  Returns the length of what was taken and where it starts, or 0.
 */
uint32_t moved_cut(pfn_t from, pfn_t end, pfn_t *start);

/* Where the first range that overlaps [from, end) does so, and how long; 0. */
uint32_t moved_find(pfn_t from, pfn_t end, pfn_t *start);

/* How many pages from pfn on, before end, lie in one mapping. */
uint32_t moved_stretch(pfn_t pfn, pfn_t end);

/* No range will be added from now on. */
void moved_forbid(void);

/* The table's, for fork. */
struct lock *moved_lock(void);

#endif /* SLAB_MOVED_H */
