/* SPDX-License-Identifier: MIT */
/*
 * slab/slab_record.c - the memory of struct slab and of what follows it
 */
#include "slab/slab_record.h"

/* Of slabs that are gone, by class, linked through `link.next`; arena.lock. */
static struct list *pool[NR_CLASSES];

static size_t record_bytes(unsigned sc)
{
	size_t bytes = slab_wanted_offset(sc);

	if (harden_on(HARDEN_CANARY))
		bytes += size_classes[sc].nr_objs * sizeof(uint16_t);
	return align_up(bytes, CACHE_LINE);
}

/* A kept record that is large enough, the smallest such class first. */
static struct slab *reuse(unsigned sc)
{
	/* Smaller objects are more, and need larger records. */
	for (unsigned from = sc + 1; from-- > 0;) {
		struct list *node = pool[from];

		if (!node || record_bytes(from) < record_bytes(sc))
			continue;
		pool[from] = node->next;
		return list_entry(node, struct slab, link);
	}
	return NULL;
}

struct slab *slab_record_alloc(unsigned sc)
{
	struct slab *slab;

	lock_acquire(&arena.lock);
	slab = reuse(sc);
	lock_release(&arena.lock);
	if (slab)
		return slab;
	slab = arena_own_alloc(record_bytes(sc), CACHE_LINE);
	if (slab)
		slab->record_class = (uint8_t)sc;
	return slab;
}

/* What defences leave in a record lies elsewhere for another class. */
static void clear_states(struct slab *slab)
{
	size_t from = slab_state_offset(slab->sc);

	__builtin_memset((char *)slab + from, 0, record_bytes(slab->sc) - from);
}

void slab_record_free(struct slab *slab)
{
	unsigned nr_words = BITMAP_WORDS(size_classes[slab->sc].nr_objs);
	unsigned sc = slab->record_class;

	for (unsigned w = 0; w < nr_words; w++)
		slab->free_bits[w] = 0;
	if (harden_on(HARDEN_CANARY | HARDEN_POISON))
		clear_states(slab);
	lock_acquire(&arena.lock);
	slab->link.next = pool[sc];
	pool[sc] = &slab->link;
	lock_release(&arena.lock);
}
