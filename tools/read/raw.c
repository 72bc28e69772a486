/* SPDX-License-Identifier: MIT */
/*
 * read/raw.c - the records of a heap's counters
 */
#include "read/raw.h"

#include <stdlib.h>

/* More than a library can have; what exceeds them was misread. */
enum { MOST_STRIPES = 1024, MOST_THREAD_BYTES = 1 << 30 };

/* How many records there can be in the target's memory. */
static uint64_t most_threads(const struct target *t, const struct layout *l)
{
	uint64_t bytes = target_most(t);

	if (bytes > MOST_THREAD_BYTES)
		bytes = MOST_THREAD_BYTES;
	return bytes / l->abi.thread.bytes;
}

static uint64_t most_stripes(const struct target *t, const struct layout *l)
{
	uint64_t nr =
		target_most(t) / (l->abi.stripe.bytes + l->abi.slab.bytes);

	return nr < MOST_STRIPES ? nr : MOST_STRIPES;
}

static bool resize(char **array, size_t bytes, struct failure *why)
{
	char *p = realloc(*array, bytes ? bytes : 1);

	if (!p)
		return failed(why, STATUS_FAILED, "out of memory");
	*array = p;
	return true;
}

static bool add_slot(struct raw *raw, uint64_t address, struct failure *why)
{
	if (raw->nr_threads == raw->nr_slots) {
		char *longer = (char *)raw->slot;
		uint64_t nr = raw->nr_slots ? 2 * raw->nr_slots : 64;

		if (!resize(&longer, nr * sizeof(*raw->slot), why))
			return false;
		raw->slot = (uint64_t *)(void *)longer;
		raw->nr_slots = nr;
	}
	raw->slot[raw->nr_threads++] = address;
	return true;
}

/* Where the threads' records are: slots are added at the front, and stay. */
static bool walk_chain(struct raw *raw, struct target *t,
		       const struct layout *l, struct failure *why)
{
	uint64_t head = (uint64_t)l->abi.registry.address +
			l->abi.registry_record.slots.offset;
	uint64_t most = most_threads(t, l), at;

	raw->nr_threads = 0;
	if (!target_read(t, head, &at, sizeof(at), why))
		return false;
	while (at) {
		if (raw->nr_threads == most)
			return failed(why, STATUS_TORN,
				      "the chain of threads has no end");
		if (!add_slot(raw, at, why) ||
		    !target_read(t, at + l->abi.thread.next.offset, &at,
				 sizeof(at), why))
			return false;
	}
	return true;
}

static bool make_room(struct raw *raw, const struct buddy_abi *abi,
		      struct failure *why)
{
	return resize(&raw->zones, abi->zones.bytes, why) &&
	       resize(&raw->classes, abi->classes.bytes, why) &&
	       resize(&raw->registry, abi->registry.bytes, why) &&
	       resize(&raw->arena, abi->arena.bytes, why) &&
	       resize(&raw->stripes,
		      (size_t)raw->nr_stripes * abi->stripe.bytes, why) &&
	       resize(&raw->slabs, (size_t)raw->nr_stripes * abi->slab.bytes,
		      why) &&
	       resize(&raw->threads,
		      (size_t)raw->nr_threads * abi->thread.bytes, why);
}

static struct piece variable(struct buddy_abi_variable v, void *to)
{
	return (struct piece){ (uint64_t)v.address, to, v.bytes };
}

/* Threads last: their records are the most, and no page waits for them. */
static bool read_all(struct raw *raw, struct target *t, const struct layout *l,
		     struct failure *why)
{
	const struct buddy_abi *abi = &l->abi;
	enum { FIXED = 10 };
	size_t nr = FIXED + raw->nr_threads;
	struct piece *piece = malloc(nr * sizeof(*piece));
	bool ok;

	if (!piece)
		return failed(why, STATUS_FAILED, "out of memory");
	piece[0] = variable(abi->arena, raw->arena);
	piece[1] = variable(abi->classes, raw->classes);
	piece[2] = variable(abi->registry, raw->registry);
	piece[3] = variable(abi->purged_pages, &raw->purged_pages);
	piece[4] = variable(abi->foreign_frees, &raw->foreign_frees);
	piece[5] = variable(abi->stacks_most, &raw->stacks_most);
	piece[6] = (struct piece){ l->stripe_slabs, raw->slabs,
				   (size_t)raw->nr_stripes * abi->slab.bytes };
	piece[7] =
		(struct piece){ l->stripes, raw->stripes,
				(size_t)raw->nr_stripes * abi->stripe.bytes };
	piece[8] = variable(abi->zones, raw->zones);
	piece[9] = variable(abi->charge_limit, &raw->charge_limit);
	for (uint32_t i = 0; i < raw->nr_threads; i++)
		piece[FIXED + i] =
			(struct piece){ raw->slot[i],
					raw->threads +
						(size_t)i * abi->thread.bytes,
					abi->thread.bytes };
	ok = target_read_pieces(t, piece, nr, why);
	free(piece);
	return ok;
}

bool raw_read(struct raw *raw, struct target *t, const struct layout *l,
	      struct failure *why)
{
	const struct buddy_abi_variable *v = &l->abi.nr_stripes;
	uint64_t nr_stripes = 0;

	if (!target_read(t, (uint64_t)v->address, &nr_stripes, v->bytes, why) ||
	    !walk_chain(raw, t, l, why))
		return false;
	if (nr_stripes > most_stripes(t, l))
		return failed(why, STATUS_TORN, "too many stripes");
	raw->nr_stripes = (uint32_t)nr_stripes;
	return make_room(raw, &l->abi, why) && read_all(raw, t, l, why);
}

void raw_free(struct raw *raw)
{
	free(raw->slot);
	free(raw->zones);
	free(raw->stripes);
	free(raw->slabs);
	free(raw->classes);
	free(raw->registry);
	free(raw->arena);
	free(raw->threads);
	*raw = (struct raw){ 0 };
}
