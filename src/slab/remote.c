/* SPDX-License-Identifier: MIT */
/*
 * slab/remote.c - objects on their way home
 */
#include "slab/remote.h"

static bool same_home(const struct chunk *a, const struct chunk *b)
{
	return load_relaxed(&a->home) == load_relaxed(&b->home) &&
	       a->stack_offset == b->stack_offset;
}

void objects_put_home(void **object, unsigned n)
{
	while (n) {
		const struct chunk *c = chunk_of(object[0]);
		void *batch[BATCH_MAX];
		unsigned nr_batch = 0, left = 0;

		for (unsigned i = 0; i < n; i++) {
			if (nr_batch < BATCH_MAX &&
			    same_home(c, chunk_of(object[i])))
				batch[nr_batch++] = object[i];
			else
				object[left++] = object[i];
		}
		slabs_flush(load_relaxed(&c->home) - 1, chunk_class(c), batch,
			    nr_batch);
		n = left;
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
