/* SPDX-License-Identifier: MIT */
/*
 * slab/remote.c - objects on their way home
 */
#include "slab/remote.h"

#include "base/panic.h"

static uint32_t home_of(const void *object)
{
	return load_relaxed(&chunk_of(object)->home);
}

static unsigned class_of(const void *object)
{
	return chunk_class(chunk_of(object));
}

/* Moves up to BATCH_MAX objects of that home to `mine`. */
static unsigned take_one_home(uint32_t home, void **object, unsigned *n,
			      void **mine)
{
	unsigned nr_mine = 0, left = 0;

	for (unsigned i = 0; i < *n; i++) {
		if (nr_mine < BATCH_MAX && home_of(object[i]) == home)
			mine[nr_mine++] = object[i];
		else
			object[left++] = object[i];
	}
	*n = left;
	return nr_mine;
}

/* Sorts by class: count, place. */
static void sort_by_class(void **sorted, void *const *object, unsigned n)
{
	unsigned end[NR_CLASSES] = { 0 }, sum = 0;

	for (unsigned i = 0; i < n; i++)
		end[class_of(object[i])]++;
	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		end[sc] = sum += end[sc];
	for (unsigned i = n; i-- > 0;)
		sorted[--end[class_of(object[i])]] = object[i];
}

/*
 * One lock for the objects of each class.  Returns how many are still to be
 * put home, at the front of the array: their slabs have moved meanwhile.
 */
static unsigned put_one_home(unsigned stripe, void **object, unsigned n)
{
	void *sorted[BATCH_MAX];
	unsigned from = 0, left = 0;

	sort_by_class(sorted, object, n);
	while (from < n) {
		unsigned sc = class_of(sorted[from]), end = from + 1, strays;

		while (end < n && class_of(sorted[end]) == sc)
			end++;
		strays = slabs_flush(stripe, sc, sorted + from, end - from);
		for (unsigned i = 0; i < strays; i++)
			object[left++] = sorted[from + i];
		from = end;
	}
	return left;
}

void objects_put_home(void **object, unsigned n)
{
	while (n) {
		uint32_t home = home_of(object[0]);
		void *mine[BATCH_MAX];
		unsigned left, nr_mine;

		/* Two threads freed it, and its slab is gone already. */
		if (unlikely(!home))
			panic("double free of %p", object[0]);
		nr_mine = take_one_home(home, object, &n, mine);
		left = put_one_home(home - 1, mine, nr_mine);
		while (left)
			object[n++] = mine[--left];
	}
}

void remote_flush(struct remote_buffer *r)
{
	unsigned n = load_relaxed(&r->n);

	store_relaxed(&r->n, 0);
	store_relaxed(&r->bytes, 0);
	objects_put_home(r->object, n);
}

void remote_add(struct remote_buffer *r, void *object, uint32_t size)
{
	unsigned n = load_relaxed(&r->n);
	uint32_t bytes = load_relaxed(&r->bytes) + size;

	r->object[n] = object;
	store_relaxed(&r->n, n + 1);
	store_relaxed(&r->bytes, bytes);
	if (n + 1 == REMOTE_OBJECTS || bytes >= REMOTE_BYTES)
		remote_flush(r);
}
