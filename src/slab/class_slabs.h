/* SPDX-License-Identifier: MIT */
/*
 * slab/class_slabs.h - the slabs of one class in one stripe
 *
 * A list holds those that have free objects.  The first is used until it is
 * full; an empty one that is kept goes to the end.
 *
 * Locking: all functions need the class's lock.
 */
#ifndef SLAB_CLASS_SLABS_H
#define SLAB_CLASS_SLABS_H

#include "os/lock.h"
#include "slab/slab.h"

struct class_slabs {
	struct lock lock;
	/* Written under lock; read without it as figures and hints. */
	_Atomic uint32_t nr_slabs;
	_Atomic uint64_t nr_out;	  /* objects handed out */
	_Atomic uint32_t nr_unused_pages; /* of slabs, never touched */
	_Atomic uint32_t nr_refills;	  /* asked for objects; wraps */
	/* lock */
	struct list partial; /* slabs with free objects */
	struct slab *spare;  /* the empty one, if any */
	/* takeover.h: the stripe to ask; since when it was seen idle, in ms,
	 * or 0; its refills when it was chosen */
	uint16_t donor;
	uint16_t donor_since;
	uint32_t donor_refills;
} cacheline_aligned;
static_assert(sizeof(struct class_slabs) == CACHE_LINE, "one line each");

/* Slabs that are compared when one is chosen. */
enum { CANDIDATES = 4 };

static inline void count_slabs(struct class_slabs *cs, int n)
{
	store_relaxed(&cs->nr_slabs, load_relaxed(&cs->nr_slabs) + n);
}

static inline void count_unused(struct class_slabs *cs, uint32_t in,
				uint32_t out)
{
	store_relaxed(&cs->nr_unused_pages,
		      load_relaxed(&cs->nr_unused_pages) + in - out);
}

static inline void enter_slab(struct class_slabs *cs, struct slab *slab)
{
	count_slabs(cs, 1);
	count_unused(cs, slab_unused_pages(slab), 0);
	list_add(&cs->partial, &slab->link);
}

static inline void remove_slab(struct class_slabs *cs, struct slab *slab)
{
	list_del(&slab->link);
	count_unused(cs, 0, slab_unused_pages(slab));
	count_slabs(cs, -1);
}

/* Objects came out of the class's slabs, or, below 0, went back. */
static inline void count_out(struct class_slabs *cs, int64_t n)
{
	store_relaxed(&cs->nr_out, load_relaxed(&cs->nr_out) + (uint64_t)n);
}

#endif /* SLAB_CLASS_SLABS_H */
