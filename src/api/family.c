/* SPDX-License-Identifier: MIT */
/*
 * api/family.c - the malloc family: argument checks and errno
 */
#include "api/family.h"

#include "os/mem.h"
#include "slab/misuse.h"

#include <errno.h>

static void *enomem(void)
{
	errno = ENOMEM;
	return NULL;
}

static void *einval(void)
{
	errno = EINVAL;
	return NULL;
}

noinline void *family_malloc_slow(size_t size)
{
	void *p;

	if (unlikely(size > PTRDIFF_MAX))
		return enomem();
	p = heap_alloc_slow(size);
	return likely(p != NULL) ? p : enomem();
}

void *family_calloc(size_t nmemb, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(nmemb, size, &bytes) || bytes > PTRDIFF_MAX)
		return enomem();
	count_events(COUNT_CALLS, 1);
	p = heap_alloc_zero(bytes);
	return likely(p != NULL) ? p : enomem();
}

void *family_realloc(void *p, size_t size)
{
	void *q;

	/* First, as most calls end here: what the checks below are about is
	 * no object that stays. */
	if (likely(heap_stays(p, size))) {
		count_events(COUNT_CALLS, 1);
		return p;
	}
	if (!p)
		return family_malloc(size);
	if (!size) {
		heap_free(p);
		return NULL;
	}
	if (size > PTRDIFF_MAX)
		return enomem();
	if (unlikely(!zones_hold(p))) {
		misuse_foreign(p, "realloc");
		return enomem();
	}
	count_events(COUNT_CALLS, 1);
	q = heap_realloc(p, size);
	return likely(q != NULL) ? q : enomem();
}

/* align: a power of two. */
static void *aligned(size_t align, size_t size)
{
	if (size > PTRDIFF_MAX || align > PTRDIFF_MAX - size)
		return NULL;
	count_events(COUNT_CALLS, 1);
	if (align <= OBJECT_STEP)
		return heap_alloc(size);
	return heap_alloc_aligned(align, size);
}

void *family_aligned_alloc(size_t align, size_t size)
{
	void *p;

	if (!is_pow2(align))
		return einval();
	p = aligned(align, size);
	return p ? p : enomem();
}

void *family_memalign(size_t align, size_t size)
{
	void *p;

	if (align > SIZE_MAX / 2 + 1)
		return einval();
	p = aligned((size_t)1 << log2_ceil(align ? align : 1), size);
	return p ? p : enomem();
}

int family_posix_memalign(void **out, size_t align, size_t size)
{
	void *p;

	if (!is_pow2(align) || align < sizeof(void *))
		return EINVAL;
	p = aligned(align, size);
	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}

void *family_valloc(size_t size)
{
	return family_memalign(os_page_bytes(), size);
}

void *family_pvalloc(size_t size)
{
	size_t page = os_page_bytes();

	if (size > PTRDIFF_MAX)
		return enomem();
	return family_memalign(page, size ? align_up(size, page) : page);
}
