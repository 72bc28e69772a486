/* SPDX-License-Identifier: MIT */
/*
 * slab/sized.h - frees that say how long the block is
 *
 * The length is not needed.  It is compared with what the block can have, and
 * a wrong one stops the program: whoever is wrong about it has read or written
 * beyond the block, or frees another one.
 */
#ifndef SLAB_SIZED_H
#define SLAB_SIZED_H

#include "base/compiler.h"

/*
 * Frees what malloc, calloc or realloc gave for size bytes.  As realloc leaves
 * an object where it is while half of it is used, half of an object passes for
 * it.
 */
void sized_free(void *p, size_t size);

/* Frees what aligned_alloc gave for the same two. */
void sized_free_aligned(void *p, size_t align, size_t size);

/*
 * realloc found no memory for a smaller object, and left a larger one: from
 * now on an object passes for any size that it holds.
 */
void sized_note_kept(void);

#endif /* SLAB_SIZED_H */
