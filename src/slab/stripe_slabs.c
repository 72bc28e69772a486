/* SPDX-License-Identifier: MIT */
/*
 * slab/stripe_slabs.c - the slabs of a stripe
 *
 * New slabs are made, and empty ones destroyed, with no lock held: the page
 * layer may have to reclaim, and takes its own.
 */
#include "slab/stripe_slabs.h"

#include "base/panic.h"

#include <errno.h>

/* Slabs to look at for the fullest one, when the current one is used up. */
enum { CANDIDATES = 4 };

static struct stripe_slabs *all;

int stripe_slabs_init(void)
{
	all = arena_own_alloc(stripes_max() * sizeof(*all), CACHE_LINE);
	if (!all)
		return -ENOMEM;
	stripe_slabs_open(0);
	return 0;
}

void stripe_slabs_open(unsigned stripe)
{
	if (all[stripe].sc[0].partial.next)
		return;
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		lock_init(&all[stripe].sc[sc].lock, RANK_CLASS);
		list_init(&all[stripe].sc[sc].partial);
	}
}

struct class_slabs *slabs_of(unsigned stripe, unsigned sc)
{
	return &all[stripe].sc[sc];
}

static void count_slabs(struct class_slabs *cs, int n)
{
	store_relaxed(&cs->nr_slabs, load_relaxed(&cs->nr_slabs) + n);
}

static uint32_t slab_bytes(unsigned sc)
{
	return (uint32_t)PAGE_BYTES << size_classes[sc].slab_order;
}

static void forget_spare(struct stripe_slabs *ss, struct class_slabs *cs)
{
	sub_relaxed(&ss->spare_bytes, slab_bytes(cs->spare->sc));
	cs->spare->spare = false;
	cs->spare = NULL;
}

/* Keeps an empty slab if the stripe may; it is used last. */
static bool keep_spare(struct stripe_slabs *ss, struct class_slabs *cs,
		       struct slab *slab)
{
	uint32_t bytes = slab_bytes(slab->sc);

	if (cs->spare)
		return false;
	if (add_relaxed(&ss->spare_bytes, bytes) + bytes > SPARE_BYTES) {
		sub_relaxed(&ss->spare_bytes, bytes);
		return false;
	}
	slab->spare = true;
	cs->spare = slab;
	list_del(&slab->link);
	list_add(cs->partial.prev, &slab->link);
	return true;
}

/*
 * Brings the fullest of the first few slabs to the front: the emptier ones
 * get a chance to become empty.
 */
static void choose_current(struct class_slabs *cs)
{
	struct slab *best = NULL;
	struct list *node = cs->partial.next;

	for (int i = 0; i < CANDIDATES && node != &cs->partial; i++) {
		struct slab *slab = list_entry(node, struct slab, link);

		if (!best || slab->nr_free < best->nr_free)
			best = slab;
		node = node->next;
	}
	if (!best)
		return;
	list_del(&best->link);
	list_add(&cs->partial, &best->link);
}

static unsigned take_partial(struct stripe_slabs *ss, struct class_slabs *cs,
			     struct object *out, unsigned n)
{
	unsigned got = 0;

	while (got < n && !list_empty(&cs->partial)) {
		struct slab *slab =
			list_entry(cs->partial.next, struct slab, link);
		unsigned taken;

		if (slab->spare)
			forget_spare(ss, cs);
		taken = slab_take(slab, out + got, n - got);
		got += taken;
		if (slab->nr_free)
			break;
		list_del(&slab->link);
		choose_current(cs);
	}
	store_relaxed(&cs->nr_out, load_relaxed(&cs->nr_out) + got);
	return got;
}

unsigned slabs_refill(unsigned stripe, unsigned sc, struct object *out,
		      unsigned n)
{
	struct stripe_slabs *ss = &all[stripe];
	struct class_slabs *cs = &ss->sc[sc];
	struct slab *slab;
	unsigned got;

	lock_acquire(&cs->lock);
	got = take_partial(ss, cs, out, n);
	lock_release(&cs->lock);
	if (likely(got))
		return got;

	slab = slab_create(sc, stripe);
	if (!slab)
		return 0;
	lock_acquire(&cs->lock);
	count_slabs(cs, 1);
	list_add(&cs->partial, &slab->link);
	got = take_partial(ss, cs, out, n);
	lock_release(&cs->lock);
	return got;
}

/* Puts one object back; returns its slab if that must go, unlinked. */
static struct slab *put_one(struct stripe_slabs *ss, struct class_slabs *cs,
			    void *object)
{
	struct slab *slab = chunk_slab(chunk_of(object));

	slab_put(slab, object);
	if (slab->nr_free == 1)
		list_add(cs->partial.prev, &slab->link);
	if (!slab_empty(slab) || keep_spare(ss, cs, slab))
		return NULL;
	list_del(&slab->link);
	count_slabs(cs, -1);
	return slab;
}

void slabs_flush(unsigned stripe, unsigned sc, void **objects, unsigned n)
{
	struct stripe_slabs *ss = &all[stripe];
	struct class_slabs *cs = &ss->sc[sc];
	struct slab *gone[BATCH_MAX];
	unsigned nr_gone = 0;

	DEBUG_ASSERT(n <= BATCH_MAX);
	lock_acquire(&cs->lock);
	for (unsigned i = 0; i < n; i++) {
		gone[nr_gone] = put_one(ss, cs, objects[i]);
		nr_gone += gone[nr_gone] != NULL;
	}
	store_relaxed(&cs->nr_out, load_relaxed(&cs->nr_out) - n);
	lock_release(&cs->lock);
	while (nr_gone)
		slab_destroy(gone[--nr_gone]);
}

static void release_spare(struct stripe_slabs *ss, struct class_slabs *cs)
{
	struct slab *slab;

	lock_acquire(&cs->lock);
	slab = cs->spare;
	if (slab) {
		forget_spare(ss, cs);
		list_del(&slab->link);
		count_slabs(cs, -1);
	}
	lock_release(&cs->lock);
	if (slab)
		slab_destroy(slab);
}

void slabs_release_spares(void)
{
	for (unsigned i = 0; i < stripes_open(); i++)
		if (load_relaxed(&all[i].spare_bytes))
			for (unsigned sc = 0; sc < NR_CLASSES; sc++)
				release_spare(&all[i], &all[i].sc[sc]);
}

void slabs_each_lock(void (*op)(struct lock *l))
{
	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned sc = 0; sc < NR_CLASSES; sc++)
			op(&all[i].sc[sc].lock);
}
