/* SPDX-License-Identifier: MIT */
/*
 * shim/malloc.c - the malloc family under libc's names
 */
#include "shim/libc.h"

#include "api/family.h"
#include "slab/sized.h"

EXPORT void *malloc(size_t size)
{
	return family_malloc(size);
}

EXPORT void free(void *p)
{
	heap_free(p);
}

EXPORT void *calloc(size_t nmemb, size_t size)
{
	return family_calloc(nmemb, size);
}

EXPORT void *realloc(void *p, size_t size)
{
	return family_realloc(p, size);
}

EXPORT void *reallocarray(void *p, size_t nmemb, size_t size)
{
	size_t bytes;

	/* SIZE_MAX fails as a size, and leaves p alone. */
	if (__builtin_mul_overflow(nmemb, size, &bytes))
		bytes = SIZE_MAX;
	return family_realloc(p, bytes);
}

EXPORT void *aligned_alloc(size_t align, size_t size)
{
	return family_aligned_alloc(align, size);
}

EXPORT void *memalign(size_t align, size_t size)
{
	return family_memalign(align, size);
}

EXPORT int posix_memalign(void **out, size_t align, size_t size)
{
	return family_posix_memalign(out, align, size);
}

EXPORT void *valloc(size_t size)
{
	return family_valloc(size);
}

EXPORT void *pvalloc(size_t size)
{
	return family_pvalloc(size);
}

EXPORT void cfree(void *p)
{
	heap_free(p);
}

EXPORT void free_sized(void *p, size_t size)
{
	sized_free(p, size);
}

EXPORT void free_aligned_sized(void *p, size_t align, size_t size)
{
	sized_free_aligned(p, align, size);
}

EXPORT size_t malloc_usable_size(void *p)
{
	return heap_usable_size(p);
}

/* ---- the names under which the C library exports the same functions ---- */

EXPORT void *__libc_malloc(size_t size)
{
	return family_malloc(size);
}

EXPORT void __libc_free(void *p)
{
	heap_free(p);
}

EXPORT void *__libc_calloc(size_t nmemb, size_t size)
{
	return family_calloc(nmemb, size);
}

EXPORT void *__libc_realloc(void *p, size_t size)
{
	return family_realloc(p, size);
}

EXPORT void *__libc_memalign(size_t align, size_t size)
{
	return family_memalign(align, size);
}

EXPORT void *__libc_valloc(size_t size)
{
	return family_valloc(size);
}

EXPORT void *__libc_pvalloc(size_t size)
{
	return family_pvalloc(size);
}

EXPORT int __posix_memalign(void **out, size_t align, size_t size)
{
	return family_posix_memalign(out, align, size);
}
