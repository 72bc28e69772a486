/* SPDX-License-Identifier: MIT */
/*
 * tools/sample.h - a small heap, made by hand
 *
 * Three blocks of 4 MiB in zone Normal; the other zones have none.  All sums
 * add up: nothing is in flight.
 */
#ifndef TOOLS_SAMPLE_H
#define TOOLS_SAMPLE_H

#include "read/process.h"
#include "read/residency.h"

/* Static: each call gives it as it was at first. */
struct heap *sample_heap(void);
struct pages *sample_pages(void);
struct residency *sample_residency(void);
struct process *sample_process(void);

/* After a change to nr_free: both indices, as the reader computes them. */
void sample_indices(struct buddy_info *info);

/*
 * What the pages hold, by block of 1024 pages:
 *   0  slabs of 8 pages, at 0 and 8 (112 bytes), then free parts 16, 32, ...
 * 512 1  a run of 256, 3 pages in a page cache, 1 free dirty, parts of 4 ...
 * 512 2  free and clean
 */
enum {
	SAMPLE_START = 1048576,
	SAMPLE_PAGES = 3072,
	SAMPLE_SLAB_PAGES = 16,
	SAMPLE_RUN_PAGES = 256,
	SAMPLE_PCP_PAGES = 3,
	SAMPLE_FREE_PAGES = SAMPLE_PAGES - SAMPLE_SLAB_PAGES -
			    SAMPLE_RUN_PAGES - SAMPLE_PCP_PAGES
};

#endif /* TOOLS_SAMPLE_H */
