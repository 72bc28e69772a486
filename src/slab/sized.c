/* SPDX-License-Identifier: MIT */
/*
 * slab/sized.c - frees that say how long the block is
 */
#include "slab/sized.h"

#include "slab/hardened.h"
#include "slab/heap.h"
#include "slab/misuse.h"
#include "slab/run.h"

static _Atomic bool any_kept;

void sized_note_kept(void)
{
	store_relaxed(&any_kept, true);
}

/* Whether an object may have been handed out, or kept, for size bytes. */
static bool object_passes(size_t object_bytes, size_t size)
{
	if (object_stays(object_bytes, size))
		return true;
	return size <= object_bytes &&
	       (object_bytes == OBJECT_STEP || load_relaxed(&any_kept));
}

/* The length of the run at p, or 0. */
static uint32_t run_at(const void *p)
{
	return zones_hold(p) ? run_pages(p) : 0;
}

static size_t pages_for(size_t size)
{
	return bytes_to_pages(size ? size : 1);
}

/* Whether a run may have been handed out, or kept, for size bytes. */
static bool run_passes(const void *p, uint32_t nr, size_t size)
{
	pfn_t pfn = addr_to_pfn(p);
	size_t want = pages_for(size);

	if (size <= OBJECT_MAX && nr == pages_for(size + size / GROWTH_SHARE))
		return true;
	/* One that was moved may reach to the end of a system page. */
	return nr == want ||
	       (nr > want && pfn_system_up(pfn + (pfn_t)want) == pfn + nr);
}

/* With canaries it is known what was asked for. */
static bool hardened_passes(const void *p, size_t size)
{
	size_t usable = heap_usable_size(p);

	return harden_on(HARDEN_CANARY) ? size == usable : size <= usable;
}

/* Whether malloc or realloc may have given p for size bytes. */
static bool passes(const void *p, const struct chunk *c, uint32_t nr,
		   size_t size)
{
	if (harden_on(HARDEN_ALL))
		return hardened_passes(p, size);
	return c ? object_passes(object_size(c), size) :
		   run_passes(p, nr, size);
}

/* Whether aligned_alloc gave p for these two. */
static bool passes_aligned(const void *p, const struct chunk *c, uint32_t nr,
			   size_t align, size_t size)
{
	unsigned sc;

	if (!is_pow2(align) || !is_aligned((uintptr_t)p, align))
		return false;
	if (harden_on(HARDEN_ALL))
		return hardened_passes(p, size) &&
		       (!c || hardened_class(size, align) == chunk_class(c));
	sc = size_class_aligned(size, align);
	if (c)
		return sc < NR_CLASSES &&
		       object_size(c) == size_classes[sc].size;
	return sc == NR_CLASSES && nr == pages_for(size);
}

void sized_free(void *p, size_t size)
{
	const struct chunk *c = heap_object(p);
	uint32_t nr = run_at(p);

	/* What is no block is the business of free. */
	if ((c || nr) && !passes(p, c, nr, size))
		misuse_size(p, "free_sized", size);
	heap_free(p);
}

void sized_free_aligned(void *p, size_t align, size_t size)
{
	const struct chunk *c = heap_object(p);
	uint32_t nr = run_at(p);

	if ((c || nr) && !passes_aligned(p, c, nr, align, size))
		misuse_size(p, "free_aligned_sized", size);
	heap_free(p);
}
