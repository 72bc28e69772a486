/* SPDX-License-Identifier: MIT */
/*
 * show/procfs.h - a heap in the formats of the kernel's files
 *
 * Each has a source file of its name.
 */
#ifndef SHOW_PROCFS_H
#define SHOW_PROCFS_H

#include "read/pages.h"

#include <stdio.h>

/*
 * Free blocks by order: a line for each zone that has present memory.  virgin:
 * the blocks above the frontier count as free blocks of the top order, and
 * each zone that spans pages has a line.
 */
void show_buddyinfo(FILE *out, const struct heap *h, bool virgin);

/*
 * Free blocks by type, of zones that have present memory.  Nothing can be moved
 * in a heap, so it has types of its own.  Free parts are Clean, they read as
 * zero and cost no memory, or Dirty as soon as one of their pages is.  Blocks
 * of the top order are told apart by what keeps them from being free:
 *
 *     Slab     slabs only
 *     Run      runs only
 *     Mixed    slabs and runs
 *     Cached   only pages in page caches or in flight
 *     Free     nothing
 */
void show_pagetypeinfo(FILE *out, const struct heap *h, const struct pages *p);

/*
 * Watermarks and counters of all zones.  p: NULL, or the pages, to tell what is
 * allocated in each zone.  Threads take the place of the kernel's processors.
 */
void show_zoneinfo(FILE *out, const struct heap *h, const struct pages *p);

/*
 * Size classes, a line for each: version 2.1.  An object in a cache is not
 * active.
 */
void show_slabinfo(FILE *out, const struct heap *h);

#endif /* SHOW_PROCFS_H */
