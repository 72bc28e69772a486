/* SPDX-License-Identifier: MIT */
/*
 * buddy/purge.h - give the contents of free pages back to the system
 *
 * A purged page that is wanted again costs a page fault, ten times what it
 * costs to purge it.  So free pages stay dirty while they do no harm, and
 * three triggers, met by threads that allocate and free, tell when they do:
 *
 *   growth  clean pages are handed out while dirty ones lie free, and both
 *           together exceed what was ever in use by a share: then the peak
 *           of the resident memory would rise, and the excess is purged
 *   size    far more free memory is dirty than is in use: a program has freed
 *           most of what it had, and may go to sleep
 *   age     once a second: what stayed free and dirty for the whole second
 *           was not needed
 *
 * Whole blocks go first, then the largest free blocks.  The size trigger may
 * purge PURGE_RATE pages per millisecond and stripe, so that a program that
 * frees and fills its memory in turns does not spend its time in page faults.
 *
 * No lock is held during madvise: a block is taken out of its list first.
 */
#ifndef BUDDY_PURGE_H
#define BUDDY_PURGE_H

#include "buddy/page.h"

/* Relaxed: it may change at any time, each number on its own. */
struct purge_config {
	/* Never purged by size, while memory is used. */
	_Atomic uint64_t floor_pages;
	/* Dirty may be so much of what is in use; above 0. */
	_Atomic uint64_t share_percent;
	/* And exceed the peak by 1 / share of it; above 0. */
	_Atomic uint64_t slack_share;
	_Atomic uint64_t age_ms; /* 0: no purge by age */
};
extern struct purge_config purge_config;

/* Clean pages were handed out: counts them, and looks at the growth. */
void purge_note_taken(uint32_t nr_clean);

/* Pages were freed: counts them, and now and then looks at the triggers. */
void purge_note_freed(uint32_t nr_pages);

/*
 * The clock as the last such look read it: for those who may not read one, and
 * to whom it matters only while pages are freed.
 */
uint64_t purge_polled_ms(void);

/* Free pages that are dirty, in all zones. */
uint64_t purge_dirty(void);

/*
 * Purges until at most keep_pages dirty free pages are left, from blocks of
 * min_order and above.  Returns the pages that were purged.
 */
uint64_t purge_down_to(uint64_t keep_pages, unsigned min_order);

/* In the child of a fork: the thread that was purging may be gone. */
void purge_after_fork(void);

/* Pages purged since the start. */
extern hidden _Atomic uint64_t purge_pages;

static inline uint64_t purge_total(void)
{
	return load_relaxed(&purge_pages);
}

#endif /* BUDDY_PURGE_H */
