/* SPDX-License-Identifier: MIT */
/*
 * slab/stripe_slabs.c - the slabs of a stripe
 *
 * New slabs are made, and empty ones destroyed, with no lock held: the page
 * layer may have to reclaim, and takes its own.
 */
#include "slab/stripe_slabs.h"

#include "base/panic.h"
#include "slab/takeover.h"

#include <errno.h>

/* A class is sparse if it has so many slabs, with so small a share in use. */
enum { SPARSE_SLABS = 4, SPARSE_SHARE = 4 };

_Atomic uint64_t slabs_populate_bytes = 2 * 1024 * 1024;

struct stripe_slabs *stripe_slabs;

int stripe_slabs_init(void)
{
	stripe_slabs = arena_own_alloc(stripes_max() * sizeof(*stripe_slabs),
				       CACHE_LINE);
	if (!stripe_slabs)
		return -ENOMEM;
	stripe_slabs_open(0);
	return 0;
}

void stripe_slabs_open(unsigned stripe)
{
	if (stripe_slabs[stripe].ready)
		return;
	stripe_slabs[stripe].ready = true;
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		lock_init(&stripe_slabs[stripe].sc[sc].lock, RANK_CLASS);
		list_init(&stripe_slabs[stripe].sc[sc].partial);
	}
}

struct class_slabs *slabs_of(unsigned stripe, unsigned sc)
{
	return &stripe_slabs[stripe].sc[sc];
}

static uint32_t slab_bytes(unsigned sc)
{
	return (uint32_t)PAGE_BYTES << size_classes[sc].slab_order;
}

/* Whether the class has grown so much that it will fill its next slab. */
static bool is_hot(const struct class_slabs *cs, unsigned sc)
{
	uint64_t bytes = (uint64_t)load_relaxed(&cs->nr_slabs) * slab_bytes(sc);
	uint64_t hot = load_relaxed(&slabs_populate_bytes);

	return hot && bytes >= hot;
}

static void forget_spare(struct stripe_slabs *ss, struct class_slabs *cs)
{
	count_line(&ss->spare_bytes);
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
	count_line(&ss->spare_bytes);
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

/* Takes up to n objects, written downwards from end. */
static unsigned take_partial(struct stripe_slabs *ss, struct class_slabs *cs,
			     struct object *end, unsigned n)
{
	unsigned got = 0;

	while (got < n && !list_empty(&cs->partial)) {
		struct slab *slab =
			list_entry(cs->partial.next, struct slab, link);

		if (slab->spare)
			forget_spare(ss, cs);
		count_unused(cs, 0, slab_unused_pages(slab));
		got += slab_take(slab, end - got, n - got);
		count_unused(cs, slab_unused_pages(slab), 0);
		if (slab->nr_free)
			break;
		list_del(&slab->link);
		choose_current(cs);
	}
	count_out(cs, got);
	return got;
}

static unsigned take_from_new(struct stripe_slabs *ss, struct class_slabs *cs,
			      struct slab *slab, struct object *end, unsigned n)
{
	unsigned got;

	lock_acquire(&cs->lock);
	enter_slab(cs, slab);
	got = take_partial(ss, cs, end, n);
	lock_release(&cs->lock);
	return got;
}

/* From slabs that there are, in an idle stripe if need be. */
static unsigned take_from_old(unsigned stripe, unsigned sc, struct object *end,
			      unsigned n)
{
	struct stripe_slabs *ss = &stripe_slabs[stripe];
	struct class_slabs *cs = &ss->sc[sc];
	unsigned got;

	lock_acquire(&cs->lock);
	store_relaxed(&cs->nr_refills, load_relaxed(&cs->nr_refills) + 1);
	got = take_partial(ss, cs, end, n);
	if (unlikely(!got) && slabs_take_over(stripe, sc))
		got = take_partial(ss, cs, end, n);
	lock_release(&cs->lock);
	return got;
}

unsigned slabs_refill(unsigned stripe, unsigned sc, struct object *out,
		      unsigned n)
{
	struct stripe_slabs *ss = &stripe_slabs[stripe];
	struct class_slabs *cs = &ss->sc[sc];
	unsigned got = take_from_old(stripe, sc, out + n, n);

	if (unlikely(!got)) {
		struct slab *slab = slab_create(sc, stripe, is_hot(cs, sc));

		if (slab)
			got = take_from_new(ss, cs, slab, out + n, n);
		else /* The search for memory may have put objects home. */
			got = take_from_old(stripe, sc, out + n, n);
	}
	if (got < n)
		__builtin_memmove(out, out + n - got, got * sizeof(*out));
	return got;
}

/* The slab's first object came back, or its last: true if it must go. */
static noinline bool slab_turned(struct stripe_slabs *ss,
				 struct class_slabs *cs, struct slab *slab)
{
	if (slab->nr_free == 1)
		list_add(cs->partial.prev, &slab->link);
	if (!slab_empty(slab) || keep_spare(ss, cs, slab))
		return false;
	remove_slab(cs, slab);
	return true;
}

unsigned slabs_flush(unsigned stripe, unsigned sc, void **objects, unsigned n)
{
	struct stripe_slabs *ss = &stripe_slabs[stripe];
	struct class_slabs *cs = &ss->sc[sc];
	const unsigned nr_objs = size_classes[sc].nr_objs;
	struct slab *gone[BATCH_MAX];
	unsigned nr_gone = 0, nr_strays = 0;

	DEBUG_ASSERT(n <= BATCH_MAX);
	lock_acquire(&cs->lock);
	for (unsigned i = 0; i < n; i++) {
		const struct chunk *c = chunk_of(objects[i]);
		struct slab *slab = chunk_slab_of(c, sc);

		if (unlikely(load_relaxed(&c->home) != stripe + 1)) {
			objects[nr_strays++] = objects[i];
			continue;
		}
		slab_put(slab, objects[i]);
		if (unlikely(slab->nr_free == 1 || slab->nr_free == nr_objs) &&
		    slab_turned(ss, cs, slab))
			gone[nr_gone++] = slab;
	}
	count_out(cs, (int64_t)nr_strays - n);
	lock_release(&cs->lock);
	while (nr_gone)
		slab_destroy(gone[--nr_gone]);
	return nr_strays;
}

uint64_t slabs_out(unsigned stripe, unsigned sc)
{
	return load_relaxed(&slabs_of(stripe, sc)->nr_out);
}

bool slabs_sparse(unsigned stripe, unsigned sc)
{
	uint32_t nr_slabs = load_relaxed(&slabs_of(stripe, sc)->nr_slabs);
	uint64_t room = (uint64_t)nr_slabs * size_classes[sc].nr_objs;

	return nr_slabs >= SPARSE_SLABS &&
	       slabs_out(stripe, sc) < room / SPARSE_SHARE;
}

uint64_t slabs_unused_pages(void)
{
	uint64_t sum = 0;

	count_events(COUNT_LOOKS, (uint64_t)stripes_open() * NR_CLASSES);
	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned sc = 0; sc < NR_CLASSES; sc++)
			sum += load_relaxed(
				&stripe_slabs[i].sc[sc].nr_unused_pages);
	return sum;
}

static void release_spare(struct stripe_slabs *ss, struct class_slabs *cs)
{
	struct slab *slab;

	lock_acquire(&cs->lock);
	slab = cs->spare;
	if (slab) {
		forget_spare(ss, cs);
		remove_slab(cs, slab);
	}
	lock_release(&cs->lock);
	if (slab)
		slab_destroy(slab);
}

void slabs_release_spares(void)
{
	for (unsigned i = 0; i < stripes_open(); i++)
		if (load_relaxed(&stripe_slabs[i].spare_bytes))
			for (unsigned sc = 0; sc < NR_CLASSES; sc++)
				release_spare(&stripe_slabs[i],
					      &stripe_slabs[i].sc[sc]);
}

void slabs_each_lock(void (*op)(struct lock *l))
{
	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned sc = 0; sc < NR_CLASSES; sc++)
			op(&stripe_slabs[i].sc[sc].lock);
}
