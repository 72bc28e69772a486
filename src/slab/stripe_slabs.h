/* SPDX-License-Identifier: MIT */
/*
 * slab/stripe_slabs.h - the slabs of a stripe, class by class
 *
 * Slabs belong to stripes, not to threads: a thread that ends leaves nothing
 * behind, and one that sleeps strands nothing but its stacks.  Objects move
 * in batches, one lock of one class for each.
 *
 * Of the empty slabs each class keeps one, and a stripe SPARE_BYTES in all;
 * the others go back to the buddy heap at once, whoever freed their last
 * object.
 */
#ifndef SLAB_STRIPE_SLABS_H
#define SLAB_STRIPE_SLABS_H

#include "buddy/stripe.h"
#include "slab/class_slabs.h"

/* What a stripe may hold in empty slabs. */
enum { SPARE_BYTES = 256 * 1024 };

/* Objects of one batch at most. */
enum { BATCH_MAX = 128 };

/*
 * From so many bytes in slabs on, in one stripe, a class gets its slabs with
 * all pages resident: a page fault less each, for half a slab that may lie
 * unused.  0: never.  Relaxed: it may change at any time.
 */
extern _Atomic uint64_t slabs_populate_bytes;

struct stripe_slabs {
	struct class_slabs sc[NR_CLASSES];
	_Atomic uint32_t spare_bytes; /* of empty slabs kept */
	bool ready;		      /* under threads' lock */
};

/* Of each stripe; const after init. */
extern hidden struct stripe_slabs *stripe_slabs;

/* Room for the slabs of all stripes.  Returns 0 or -ENOMEM. */
int stripe_slabs_init(void);

/*
 * Prepares a stripe that was just opened; does nothing for one that is ready.
 * The caller serialises.
 */
void stripe_slabs_open(unsigned stripe);

/*
 * Takes up to n objects of a class; the last one should be used first.
 * Returns how many; 0 only without memory.  out has room for n <= BATCH_MAX.
 */
unsigned slabs_refill(unsigned stripe, unsigned sc, struct object *out,
		      unsigned n);

/*
 * Puts objects of one stripe's slabs of one class back.  n <= BATCH_MAX.
 * Those whose slabs have changed stripes since the caller looked are left, at
 * the front of the array; returns how many.
 */
unsigned slabs_flush(unsigned stripe, unsigned sc, void **objects, unsigned n);

/* Objects of a class that were handed out: in use, or in stacks.  A hint. */
uint64_t slabs_out(unsigned stripe, unsigned sc);

/* Whether the class has many slabs, most of them nearly empty.  A hint. */
bool slabs_sparse(unsigned stripe, unsigned sc);

/* Pages of all slabs that were never touched.  A hint. */
uint64_t slabs_unused_pages(void);

/* Gives the spare slabs of all stripes back to the buddy heap. */
void slabs_release_spares(void);

/* The class's slabs in one stripe: for figures and the validator. */
struct class_slabs *slabs_of(unsigned stripe, unsigned sc);

/* Applies op to all class locks, in stripe and class order. */
void slabs_each_lock(void (*op)(struct lock *l));

#endif /* SLAB_STRIPE_SLABS_H */
