/* SPDX-License-Identifier: MIT */
/*
 * slab/takeover.c - slabs that change stripes
 */
#include "slab/takeover.h"

#include "buddy/purge.h"
#include "slab/stripe_slabs.h"

enum {
	/* Who has more than 1 / PLENTY_SHARE of its objects free, and at least
	 * so many slabs, can spare one; that slab must have more than the same
	 * share free too. */
	PLENTY_SHARE = 16,
	PLENTY_SLABS = 2
};

unsigned takeover_idle_ms = 10;

static bool has_plenty(const struct class_slabs *cs, unsigned sc)
{
	uint32_t nr_slabs = load_relaxed(&cs->nr_slabs);
	uint64_t room = (uint64_t)nr_slabs * size_classes[sc].nr_objs;

	return nr_slabs >= PLENTY_SLABS &&
	       load_relaxed(&cs->nr_out) < room - room / PLENTY_SHARE;
}

/* The emptiest of the last few with enough free, but never the spare. */
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
	slab_set_owner(slab, stripe);
	count_out(to, out);
	enter_slab(to, slab);
}

static bool take_from(struct class_slabs *from, struct class_slabs *to,
		      unsigned stripe, unsigned sc)
{
	struct slab *slab;

	if (!lock_try(&from->lock))
		return false;
	slab = choose(from, sc);
	if (slab)
		hand_over(from, to, slab, stripe);
	lock_release(&from->lock);
	return slab != NULL;
}

static void ask_next(struct class_slabs *to, unsigned sc)
{
	to->donor = (uint16_t)((to->donor + 1) % stripes_open());
	to->donor_since = 0;
	to->donor_refills = load_relaxed(&slabs_of(to->donor, sc)->nr_refills);
}

/* Whether the donor was idle for long; the first look starts the clock. */
static bool has_rested(struct class_slabs *to)
{
	uint16_t now = (uint16_t)purge_polled_ms() | 1;

	if (!to->donor_since)
		to->donor_since = now;
	return (uint16_t)(now - to->donor_since) >= takeover_idle_ms;
}

bool slabs_take_over(unsigned stripe, unsigned sc)
{
	struct class_slabs *to = slabs_of(stripe, sc);
	struct class_slabs *from = slabs_of(to->donor, sc);

	if (from != to && has_plenty(from, sc) &&
	    load_relaxed(&from->nr_refills) == to->donor_refills) {
		if (!has_rested(to))
			return false;
		if (take_from(from, to, stripe, sc))
			return true;
	}
	ask_next(to, sc);
	return false;
}
