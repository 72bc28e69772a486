/* SPDX-License-Identifier: MIT */
/*
 * slab/resize.c - realloc, cheapest way first
 *
 * In place when the class or the run fits; a run shrinks by giving its tail
 * back and grows into the free pages behind it; a large one that must go
 * elsewhere takes its page tables along; bytes are copied last.
 */
#include "slab/heap.h"

#include "slab/hardened.h"
#include "slab/misuse.h"
#include "slab/run.h"
#include "slab/sized.h"

/*
 * An object that outgrows its class by so few bytes is grown little by little,
 * and will grow again: it gets a quarter more.
 */
enum { CREEP = OBJECT_STEP / 2 };

static void *copy_to_new(void *p, size_t old_size, size_t size)
{
	void *q = heap_alloc(size);

	if (!q)
		return NULL;
	__builtin_memcpy(q, p, old_size < size ? old_size : size);
	heap_free(p);
	return q;
}

/* What to ask for when an object outgrows its class. */
static size_t with_room(size_t old_size, size_t size)
{
	size_t roomy = old_size + old_size / GROWTH_SHARE;

	return size - old_size <= CREEP && size < roomy ? roomy : size;
}

static void *grow_object(void *p, size_t old_size, size_t size)
{
	size_t roomy = with_room(old_size, size);
	void *q = copy_to_new(p, old_size, roomy);

	/* When memory is short, only what was asked for. */
	return q || roomy == size ? q : copy_to_new(p, old_size, size);
}

static void *resize_object(void *p, size_t old_size, size_t size)
{
	void *q;

	if (object_stays(old_size, size))
		return p;
	/* The smallest class has no smaller one to go to. */
	if (size <= old_size && old_size == OBJECT_STEP)
		return p;
	if (size > old_size)
		return grow_object(p, old_size, size);
	q = copy_to_new(p, old_size, size);
	if (q)
		return q;
	/* Shrinking needs no memory. */
	sized_note_kept();
	return p;
}

/* A longer run with the contents of p; NULL without memory. */
static void *move_run(void *p, size_t size)
{
	void *q = heap_alloc(size);

	if (!q || !run_move(p, q))
		return NULL;
	heap_free(p);
	return q;
}

static void *resize_run(void *p, size_t old_size, size_t size)
{
	size_t nr = bytes_to_pages(size);
	void *q;

	if (size > OBJECT_MAX && nr <= UINT32_MAX &&
	    (nr << PAGE_SHIFT == old_size || run_resize(p, (uint32_t)nr)))
		return p;
	if (size > old_size && old_size >= RUN_MOVE_BYTES)
		return move_run(p, size);
	q = copy_to_new(p, old_size, size);
	/* Without memory for an object the run itself can still shrink. */
	if (!q && size < old_size && run_resize(p, (uint32_t)nr))
		return p;
	return q;
}

/* Hardened, a block that changes its class or length changes its place. */
static void *resize_hardened(void *p, size_t size)
{
	size_t old_size = heap_usable_size(p);

	if (hardened_resize(p, size))
		return p;
	if (size > old_size && old_size >= RUN_MOVE_BYTES)
		return hardened_run_move(p, size);
	return copy_to_new(p, old_size, size);
}

void *heap_realloc(void *p, size_t size)
{
	const struct chunk *c = object_chunk(p);

	if (unlikely(!c && !run_pages(p)))
		misuse_panic(p, "realloc");
	if (harden_on(HARDEN_ALL))
		return resize_hardened(p, size);
	if (likely(c != NULL))
		return resize_object(p, object_size(c), size);
	return resize_run(p, heap_usable_size(p), size);
}
