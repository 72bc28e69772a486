/* SPDX-License-Identifier: MIT */
/*
 * slab/hardened.h - malloc and free while defences are on
 *
 *     object   | asked for | canary |          of its class
 *     run      | asked for | canary | guard |  of whole pages
 *
 * What was asked for is kept with the slab's states, and as the slack in the
 * page's record.  Each block that leaves its user is looked at, overwritten
 * and quarantined, as far as those defences are on.
 *
 * The contract is heap.h's.
 */
#ifndef SLAB_HARDENED_H
#define SLAB_HARDENED_H

#include "slab/quarantine.h"
#include "slab/slab.h"

/* align: a power of two.  zero: all bytes are. */
void *hardened_alloc(size_t size, size_t align, bool zero);

/* p is an object in use in that chunk. */
void hardened_free_object(const struct chunk *c, void *p);

/* p is a run in use of so many pages. */
void hardened_free_run(void *p, uint32_t nr_pages);

/* The end of a run's time in the quarantine. */
void hardened_release_run(const struct quarantined *run);

/* Bytes of an object, or of a run of so many pages, that are its user's. */
size_t hardened_object_size(const struct chunk *c, const void *p);
size_t hardened_run_size(const void *p, uint32_t nr_pages);

/*
 * Gives p, in use, a new size where it is; false if another class or length
 * is needed.
 */
bool hardened_resize(void *p, size_t size);

#endif /* SLAB_HARDENED_H */
