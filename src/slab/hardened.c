/* SPDX-License-Identifier: MIT */
/*
 * slab/hardened.c - malloc and free while defences are on
 */
#include "slab/hardened.h"

#include "harden/canary.h"
#include "harden/poison.h"
#include "slab/misuse.h"
#include "slab/remote.h"
#include "slab/thread.h"

/* Where it is written what the user of an object asked for. */
static uint16_t *object_wanted(const struct chunk *c, const void *p)
{
	size_t offset = slab_wanted_offset(chunk_class(c)) +
			object_index(c, p) * sizeof(uint16_t);

	return (uint16_t *)(void *)((char *)chunk_slab(c) + offset);
}

/* What a class must hold for a request of so many bytes. */
static size_t with_canary(size_t size)
{
	if (harden_on(HARDEN_CANARY))
		return size + CANARY_LEAST;
	return size ? size : 1;
}

static void set_object_size(const struct chunk *c, void *p, size_t size)
{
	if (!harden_on(HARDEN_CANARY))
		return;
	*object_wanted(c, p) = (uint16_t)size;
	canary_fill(p, size, object_size(c) - size);
}

size_t hardened_object_size(const struct chunk *c, const void *p)
{
	if (harden_on(HARDEN_CANARY))
		return *object_wanted(c, p);
	return object_size(c);
}

static void check_object(const struct chunk *c, const void *p)
{
	size_t size = hardened_object_size(c, p);

	misuse_check_canary(p, size, object_size(c) - size);
}

static void *alloc_object(unsigned sc, size_t size, bool zero)
{
	void *p = thread_alloc_slow(sc);

	if (!p)
		return NULL;
	if (zero)
		__builtin_memset(p, 0, size);
	set_object_size(chunk_of(p), p, size);
	return p;
}

void hardened_free_object(const struct chunk *c, void *p)
{
	uint32_t bytes = (uint32_t)object_size(c);
	uint8_t *state = &c->state[object_index(c, p)];
	struct thread *t = thread_get();

	check_object(c, p);
	if (t)
		thread_obey_drain(t);
	if (harden_on(HARDEN_POISON)) {
		poison_fill(p, bytes);
		state_store(state, OBJECT_POISONED);
	} else {
		state_store(state, OBJECT_FREE);
	}
	if (t && quarantine_admits(&t->quarantine, bytes))
		quarantine_enter(&t->quarantine,
				 (struct quarantined){ p, bytes, false, 0 });
	else
		objects_put_home(&p, 1);
}

unsigned hardened_class(size_t size, size_t align)
{
	return size_class_aligned(with_canary(size), align);
}

void *hardened_alloc(size_t size, size_t align, bool zero)
{
	unsigned sc = hardened_class(size, align);

	if (sc < NR_CLASSES)
		return alloc_object(sc, size, zero);
	return hardened_run_alloc(size, align, zero);
}

static bool resize_object(const struct chunk *c, void *p, size_t size)
{
	size_t bytes = with_canary(size);

	check_object(c, p);
	if (bytes > OBJECT_MAX || size_class_of(bytes) != chunk_class(c))
		return false;
	set_object_size(c, p, size);
	return true;
}

bool hardened_resize(void *p, size_t size)
{
	const struct chunk *c = object_chunk(p);

	if (c)
		return resize_object(c, p, size);
	return with_canary(size) > OBJECT_MAX && hardened_run_resize(p, size);
}
