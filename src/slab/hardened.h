/* SPDX-License-Identifier: MIT */
/*
 * slab/hardened.h - malloc and free while defences are on
 *
 * Each block that leaves its user is looked at, overwritten and quarantined,
 * as far as those defences are on.  What was asked for of an object is kept
 * with its slab's states; the rest of it is the canary.
 *
 * The contract is heap.h's.
 */
#ifndef SLAB_HARDENED_H
#define SLAB_HARDENED_H

#include "slab/hardened_run.h"
#include "slab/slab.h"

/* align: a power of two.  zero: all bytes are. */
void *hardened_alloc(size_t size, size_t align, bool zero);

/* The class that serves a request, or NR_CLASSES. */
unsigned hardened_class(size_t size, size_t align);

/* p is an object in use in that chunk. */
void hardened_free_object(const struct chunk *c, void *p);

/* Bytes that the object's user asked for. */
size_t hardened_object_size(const struct chunk *c, const void *p);

/*
 * Gives p, in use, a new size where it is; false if another class or length
 * is needed.
 */
bool hardened_resize(void *p, size_t size);

#endif /* SLAB_HARDENED_H */
