/* SPDX-License-Identifier: MIT */
/*
 * slab/hardened_run.h - runs of whole pages while defences are on
 *
 *     | asked for | canary | guard |
 *
 * How long the canary is, is the slack in the first page's record.  With
 * guards there is one only where the last page is not filled: else the guard
 * finds what it would.
 */
#ifndef SLAB_HARDENED_RUN_H
#define SLAB_HARDENED_RUN_H

#include "slab/quarantine.h"

/* The contract is heap.h's. */
void *hardened_run_alloc(size_t size, size_t align, bool zero);

/* p is a run in use of so many pages. */
void hardened_run_free(void *p, uint32_t nr_pages);

/* The end of a run's time in the quarantine. */
void hardened_run_release(const struct quarantined *run);

/* Bytes that were asked for. */
size_t hardened_run_size(const void *p, uint32_t nr_pages);

/* Gives p a new size where it is; false if another length is needed. */
bool hardened_run_resize(void *p, size_t size);

/*
 * Moves p's contents to a longer run, with its page tables where that is
 * possible, and frees p.  NULL without memory: p stays.
 */
void *hardened_run_move(void *p, size_t size);

#endif /* SLAB_HARDENED_RUN_H */
