/* SPDX-License-Identifier: MIT */
/*
 * slab/takeover.c - slabs that change stripes
 */
#include "slab/takeover.h"

#include "slab/stripe_slabs.h"

enum {
	/* Stripes to ask at a time: bounds the time under the lock. */
	LENDERS = 8,
	/* A class has plenty if so small a share of its objects is free at
	 * least, in so many slabs; and so has a slab. */
	PLENTY_SHARE = 16,
	PLENTY_SLABS = 2
};

static bool has_plenty(const struct class_slabs *cs, unsigned sc)
{
	uint32_t nr_slabs = load_relaxed(&cs->nr_slabs);
	uint64_t room = (uint64_t)nr_slabs * size_classes[sc].nr_objs;

	return nr_slabs >= PLENTY_SLABS &&
	       load_relaxed(&cs->nr_out) < room - room / PLENTY_SHARE;
}

/* The emptiest of the last few, but for the one that is kept empty. */
static struct slab *choose(const struct class_slabs *cs, unsigned sc)
{
	unsigned most = size_classes[sc].nr_objs / PLENTY_SHARE;
	struct list *node = cs->partial.prev;
	struct slab *best = NULL;

	for (int i = 0; i < CANDIDATES && node != &cs->partial; i++) {
		struct slab *slab = list_entry(node, struct slab, link);

		if (!slab->spare && slab->nr_free > most) {
			most = slab->nr_free;
			best = slab;
		}
		node = node->prev;
	}
	return best;
}

/* Both locks are held. */
static void hand_over(struct class_slabs *from, struct class_slabs *to,
		      struct slab *slab, unsigned stripe)
{
	unsigned out = size_classes[slab->sc].nr_objs - slab->nr_free;

	remove_slab(from, slab);
	count_out(from, -(int64_t)out);
	slab_set_home(slab, stripe);
	count_out(to, out);
	enter_slab(to, slab);
}

static bool take_from(struct class_slabs *from, struct class_slabs *to,
		      unsigned stripe, unsigned sc)
{
	struct slab *slab;

	if (!has_plenty(from, sc) || !lock_try(&from->lock))
		return false;
	slab = choose(from, sc);
	if (slab)
		hand_over(from, to, slab, stripe);
	lock_release(&from->lock);
	return slab != NULL;
}

bool slabs_take_over(unsigned stripe, unsigned sc)
{
	struct class_slabs *to = slabs_of(stripe, sc);
	unsigned open = stripes_open();

	/* The same lender again, as long as it has some. */
	for (unsigned i = 0; i < open && i < LENDERS; i++) {
		if (to->lender >= open)
			to->lender = 0;
		if (to->lender != stripe &&
		    take_from(slabs_of(to->lender, sc), to, stripe, sc))
			return true;
		to->lender++;
	}
	return false;
}
