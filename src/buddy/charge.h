/* SPDX-License-Identifier: MIT */
/*
 * buddy/charge.h - what the heap costs, and the most that it may
 *
 * The heap is charged for every present page that is in use or dirty: there is
 * memory behind it, or will be once its owner writes.  A free page that reads
 * as zero costs nothing.  So a clean page charges when it is taken, a dirty
 * one was charged before; a freed page stays charged until it is purged.  On
 * top of that come the own area and the records of present pages, as they are
 * committed.
 *
 * Pages are counted under a limit only, by who holds the lock of the stripe or
 * zone that they leave or enter.  They are taken first and then looked at: of
 * those who exceed the limit together, the last to count sees it, and gives
 * back what it took before anybody writes to it.
 *
 * The own area and the records are never refused: they grow with the pages,
 * and it is the next pages that are.
 *
 * Invariants: C1 under a limit the pages charged are those in use or dirty.
 */
#ifndef BUDDY_CHARGE_H
#define BUDDY_CHARGE_H

#include "buddy/block.h"

/* The least that a limit may be: a block. */
#define CHARGE_LEAST ((uint64_t)4 << 20)

/* Pages; 0: there is none.  Written under all locks of stripes and zones. */
extern hidden _Atomic uint64_t charge_limit;

/* Pages in use or dirty; counted by several at once, under their locks. */
extern hidden _Atomic uint64_t charge_pages;

static inline bool charge_limited(void)
{
	return unlikely(load_relaxed(&charge_limit) != 0);
}

/* Out of line, since mostly there is no limit; the range is of one block. */
void charge_clean(pfn_t pfn, unsigned nr);
void uncharge_clean(pfn_t pfn, unsigned nr);

/* Free pages of one block were taken. */
static inline void charge_taken(pfn_t pfn, unsigned nr)
{
	if (charge_limited())
		charge_clean(pfn, nr);
}

/* Pages of one block, marked as dirty as they are, become free. */
static inline void charge_put(pfn_t pfn, unsigned nr)
{
	if (charge_limited())
		uncharge_clean(pfn, nr);
}

/* Under a limit: pages came that are charged without being taken. */
static inline void charge_add(uint32_t nr_pages)
{
	add_relaxed(&charge_pages, nr_pages);
}

/* All that the heap is charged for, in pages. */
uint64_t charge_total(void);

/* Whether the charge is within what runs of so many pages may bring it to. */
bool charge_is_within(uint32_t nr_pages);

/*
 * Whether a run of so many pages may be kept that was just taken.  The longer
 * ones leave the reserve to those that small requests need.
 */
static inline bool charge_fits(uint32_t nr_pages)
{
	return !charge_limited() || charge_is_within(nr_pages);
}

/*
 * Pages that are charged too much for a run of nr_pages to take so many clean
 * ones; 0: they fit.
 */
uint64_t charge_missing(uint32_t nr_clean, uint32_t nr_pages);

/* The limit of a heap that has no pages yet; 0: none. */
void charge_init(uint64_t bytes);

/*
 * Changes the limit; what is charged beyond it stays.  The caller keeps
 * stripes from being opened, and holds no lock of this layer.
 */
void charge_set_limit(uint64_t bytes);

#endif /* BUDDY_CHARGE_H */
