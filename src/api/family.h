/* SPDX-License-Identifier: MIT */
/*
 * api/family.h - the malloc family: argument checks and errno
 *
 * What the C library's functions promise on top of slab/heap.h.  Both sets
 * of names, libc's in shim/ and buddy_* in api/buddy.c, are made of these.
 * Success keeps errno; failure sets ENOMEM, or EINVAL where noted.
 */
#ifndef API_FAMILY_H
#define API_FAMILY_H

#include "slab/heap.h"

void *family_malloc_slow(size_t size);

static always_inline void *family_malloc(size_t size)
{
	count_events(COUNT_CALLS, 1);
	if (likely(size <= LOOKUP_MAX)) {
		void *p = thread_alloc(size);

		if (likely(p != NULL))
			return p;
	}
	return family_malloc_slow(size);
}

void *family_calloc(size_t nmemb, size_t size);

/* A size of 0 frees p and gives NULL, as the C library does. */
void *family_realloc(void *p, size_t size);

/* align must be a power of two: EINVAL. */
void *family_aligned_alloc(size_t align, size_t size);

/* align is rounded up to a power of two; EINVAL if there is none. */
void *family_memalign(size_t align, size_t size);

/* Returns an error number, and keeps errno and, on failure, *out. */
int family_posix_memalign(void **out, size_t align, size_t size);

/* Aligned to a system page. */
void *family_valloc(size_t size);

/* ... and the size rounded up to system pages. */
void *family_pvalloc(size_t size);

#endif /* API_FAMILY_H */
