/* SPDX-License-Identifier: MIT */
/*
 * buddy/stripe.h - who shares free pages, and under which lock
 *
 * A stripe splits the blocks it has taken from the zones and gives one back
 * when it is whole again.  Threads have a home stripe, so threads of
 * different stripes never meet at a lock until memory runs short.  Stripes
 * are opened as threads appear.
 *
 * A block belongs to one stripe at a time.  Whoever owns a page of a block
 * can rely on that: the block cannot become whole, so it cannot change hands.
 */
#ifndef BUDDY_STRIPE_H
#define BUDDY_STRIPE_H

#include "buddy/buddy_core.h"
#include "buddy/zone.h"

struct stripe {
	struct lock lock;
	unsigned id;		     /* const after init */
	_Atomic uint32_t nr_threads; /* at home here; under threads' lock */
	struct buddy_heap heap[NR_ZONES]; /* stripe->lock */
} cacheline_aligned;

/* Stripes [0, stripes_nr_open) exist; more appear, none goes away. */
extern hidden struct stripe *stripes;
extern hidden _Atomic unsigned stripes_nr_open;

/* The most stripes there can be: ids fit a block's and a chunk's record. */
enum { MAX_STRIPES = 1024 };

/* Room for max stripes; opens the first.  Returns 0 or -ENOMEM. */
int stripes_init(unsigned max);

/* How many can be opened, and how many are. */
unsigned stripes_max(void);
static inline unsigned stripes_open(void)
{
	/* Acquire: pairs with the release where one is opened. */
	return atomic_load_explicit(&stripes_nr_open, memory_order_acquire);
}

/*
 * The home for a new thread: an unused stripe while there are any, then the
 * one with the fewest threads.  The caller serialises these two.
 */
struct stripe *stripe_join(void);
void stripe_leave(struct stripe *s);

/*
 * Locks the stripe that owns a page's block: while it is locked the block's
 * parts stay what they are.  NULL, and no lock: the block is in no stripe.
 */
struct stripe *stripe_lock_owner(pfn_t pfn);

/*
 * Takes nr pages, less than a block, out of the stripe's blocks in a zone,
 * aligned to 1 << align_order pages, which is below MAX_ORDER.  PFN_NONE: no
 * block has room.  Takes stripe->lock.
 */
pfn_t stripe_take(struct stripe *s, enum zone_id zone, unsigned nr,
		  unsigned align_order, unsigned kind, bool clean);

/*
 * Takes up to n blocks of 1 << order pages under one lock, in address order
 * as far as the free parts allow.  Returns how many.
 */
unsigned stripe_take_bulk(struct stripe *s, enum zone_id zone, unsigned order,
			  unsigned kind, pfn_t *out, unsigned n);

/* As stripe_take, but gives up when the lock is held. */
pfn_t stripe_take_try(struct stripe *s, enum zone_id zone, unsigned nr,
		      unsigned align_order, unsigned kind, bool clean);

/*
 * Makes a whole block that the caller owns the stripe's.  Its first nr pages
 * stay allocated, as a run of that kind, or with kind 0 as the tail of the
 * long run that the block's record names; the rest is free.
 */
void stripe_adopt(struct stripe *s, pfn_t block, unsigned nr, unsigned kind);

/*
 * Frees nr allocated pages of one block that a stripe owns, of which the
 * first nr_dirty may have been written to.
 */
void stripe_put(pfn_t pfn, unsigned nr, unsigned nr_dirty);

/* Frees pages whose contents are gone: all of them are clean. */
void stripe_put_clean(pfn_t pfn, unsigned nr);

/*
 * Changes the length of the allocated part of a block that starts at pfn.  It
 * grows into the pages behind it if all are free; what it loses is dirty if it
 * was written to.
 */
bool stripe_grow(pfn_t pfn, unsigned old_nr, unsigned new_nr);
void stripe_shrink(pfn_t pfn, unsigned old_nr, unsigned new_nr, bool written);

/*
 * Takes a free part of exactly that order that has dirty pages, to be purged
 * and put back.  PFN_NONE: there is none.
 */
pfn_t stripe_take_dirty(struct stripe *s, enum zone_id zone, unsigned order);

#endif /* BUDDY_STRIPE_H */
