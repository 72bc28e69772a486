/* SPDX-License-Identifier: MIT */
/*
 * slab/heap.h - memory by the byte
 *
 * Small sizes are objects, larger ones runs of pages.  These functions do the
 * work of the malloc family; they return NULL without setting errno, keep
 * errno otherwise, and leave argument checks to the shim.  Sizes never exceed
 * PTRDIFF_MAX.
 */
#ifndef SLAB_HEAP_H
#define SLAB_HEAP_H

#include "slab/thread.h"

void *heap_alloc_slow(size_t size);
void heap_free_slow(void *p);

/* At least size bytes, aligned to 16. */
static always_inline void *heap_alloc(size_t size)
{
	void *p = NULL;

	if (likely(size <= LOOKUP_MAX))
		p = thread_alloc(size);
	return likely(p != NULL) ? p : heap_alloc_slow(size);
}

/* All bytes are zero. */
void *heap_alloc_zero(size_t size);

/* align: a power of two. */
void *heap_alloc_aligned(size_t align, size_t size);

/* NULL is ignored; what is not ours is misuse.h's. */
static always_inline void heap_free(void *p)
{
	count_events(COUNT_CALLS, 1);
	if (unlikely(!thread_free(p)))
		heap_free_slow(p);
}

/* The chunk of the object in use at p, or NULL, whatever p is. */
static always_inline const struct chunk *heap_object(const void *p)
{
	return ((uintptr_t)p - arena_base) >> CHUNK_SHIFT < arena_nr_chunks ?
		       object_chunk(p) :
		       NULL;
}

/* One that grows by little gets 1 / GROWTH_SHARE more, which may be a run. */
enum { GROWTH_SHARE = 4 };

/* An object stays while at most 1 / STAY_SHARE of it is unused. */
enum { STAY_SHARE = 2 };

static always_inline bool object_stays(size_t object_bytes, size_t size)
{
	/* One compare: of a size that is too large the rest is larger still. */
	return object_bytes - size <= object_bytes / STAY_SHARE;
}

/*
 * True only if p is an object in use that realloc leaves where it is, whatever
 * p is.  Never for size 0.
 */
static always_inline bool heap_stays(const void *p, size_t size)
{
	const struct chunk *c = heap_object(p);

	return c && object_stays(object_size(c), size) &&
	       !harden_on(HARDEN_CANARY);
}

/* What was asked for at p, or more: bytes that may be used.  0 for NULL and for
 * what is not ours. */
size_t heap_usable_size(const void *p);

/*
 * Moves p, which is not NULL and in use, to a block of size bytes; in place
 * where that serves.  NULL without memory, p then stays as it is.
 */
void *heap_realloc(void *p, size_t size);

#endif /* SLAB_HEAP_H */
