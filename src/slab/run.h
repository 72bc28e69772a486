/* SPDX-License-Identifier: MIT */
/*
 * slab/run.h - what is larger than an object: runs of whole pages
 *
 * 70 KiB cost 18 pages, not 32: the tail of the power of two stays free.  A
 * run starts at its first page, aligned as asked, so its address alone leads
 * to its record; there are no interior pointers.
 */
#ifndef SLAB_RUN_H
#define SLAB_RUN_H

#include "buddy/page_alloc.h"

/* From here on moving page tables is cheaper than copying. */
enum { RUN_MOVE_BYTES = 1024 * 1024 };

struct run_request {
	size_t nr_pages;
	unsigned align_order; /* log2 of pages */
	enum zone_id zone;
	bool nofallback;
	bool zero; /* all bytes read as zero */
};

/* The first byte, or NULL without memory. */
void *run_alloc(const struct run_request *rq);

/*
 * The length of the run that starts at p, in pages; 0 if none does.  p lies
 * in the arena.
 */
uint32_t run_pages(const void *p);

/* Frees a run; nr_pages is run_pages(p) and not 0. */
void run_free(void *p, uint32_t nr_pages);

/*
 * Shrinks or grows a run where it is; false if it cannot grow.  A run that was
 * moved may stay longer, to the end of a system page.
 */
bool run_resize(void *p, uint32_t new_nr);

/*
 * Moves the contents of a run to a longer one that is not in use yet, by
 * moving page tables, of two runs that start at a system page, and by copying
 * where that is not possible.  False: the
 * kernel took the destination's memory away and will not map it again; the
 * source is as it was, the destination must never be used.
 */
bool run_move(void *p, void *q);

#endif /* SLAB_RUN_H */
