/* SPDX-License-Identifier: MIT */
/*
 * slab/heap.c - memory by the byte
 */
#include "slab/heap.h"

#include "slab/boot.h"
#include "slab/hardened.h"
#include "slab/misuse.h"
#include "slab/run.h"

static void *alloc_class(unsigned sc)
{
	struct thread *t = thread_self;
	void *p = thread_pop(t, &t->stacks.of[sc]);

	return likely(p != NULL) ? p : thread_alloc_slow(sc);
}

static void *alloc_run(size_t size, size_t align, bool zero)
{
	struct run_request rq = {
		.nr_pages = bytes_to_pages(size ? size : 1),
		.zone = ZONE_NORMAL,
		.zero = zero,
	};

	/* realloc moves system pages, which may be larger than the heap's: how
	 * large is known once there is a heap. */
	if (size >= RUN_MOVE_BYTES && heap_boot() && align < arena.page_bytes)
		align = arena.page_bytes;
	if (align > PAGE_BYTES)
		rq.align_order = log2_floor(align) - PAGE_SHIFT;
	return run_alloc(&rq);
}

/* align: a power of two. */
static void *alloc_aligned(size_t size, size_t align)
{
	unsigned sc = size_class_aligned(size, align);

	if (sc < NR_CLASSES)
		return alloc_class(sc);
	return alloc_run(size, align, false);
}

/* Defences are on, or may be: the heap is not made yet. */
static noinline void *alloc_careful(size_t size, size_t align, bool zero)
{
	if (!heap_boot())
		return NULL;
	if (harden_on(HARDEN_ALL))
		return hardened_alloc(size, align, zero);
	return zero ? heap_alloc_zero(size) : alloc_aligned(size, align);
}

noinline void *heap_alloc_slow(size_t size)
{
	if (harden_on(HARDEN_ALL | HARDEN_UNDECIDED))
		return alloc_careful(size, 1, false);
	if (size <= OBJECT_MAX)
		return alloc_class(size_class_of(size ? size : 1));
	return alloc_run(size, 1, false);
}

void *heap_alloc_zero(size_t size)
{
	void *p;

	if (harden_on(HARDEN_ALL | HARDEN_UNDECIDED))
		return alloc_careful(size, 1, true);
	if (size > OBJECT_MAX)
		return alloc_run(size, 1, true);
	p = heap_alloc(size);
	if (likely(p != NULL))
		__builtin_memset(p, 0, size);
	return p;
}

void *heap_alloc_aligned(size_t align, size_t size)
{
	if (harden_on(HARDEN_ALL | HARDEN_UNDECIDED))
		return alloc_careful(size, align, false);
	return alloc_aligned(size, align);
}

noinline void heap_free_slow(void *p)
{
	const struct chunk *c;
	uint32_t nr_pages;

	/* First: many programs free NULL, and often. */
	if (!p)
		return;
	c = heap_object(p);
	if (c) {
		if (harden_on(HARDEN_ALL))
			hardened_free_object(c, p);
		else
			thread_free_slow(c, p);
		return;
	}
	if (!zones_hold(p)) {
		misuse_foreign(p, "free");
		return;
	}
	nr_pages = run_pages(p);
	if (!nr_pages)
		misuse_panic(p, "free");
	if (harden_on(HARDEN_ALL))
		hardened_run_free(p, nr_pages);
	else
		run_free(p, nr_pages);
}

size_t heap_usable_size(const void *p)
{
	const struct chunk *c = heap_object(p);
	uint32_t nr_pages;

	if (c)
		return harden_on(HARDEN_ALL) ? hardened_object_size(c, p) :
					       object_size(c);
	if (!p || !zones_hold(p))
		return 0;
	nr_pages = run_pages(p);
	if (nr_pages && harden_on(HARDEN_ALL))
		return hardened_run_size(p, nr_pages);
	return (size_t)nr_pages << PAGE_SHIFT;
}
