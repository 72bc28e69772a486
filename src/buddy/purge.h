/* SPDX-License-Identifier: MIT */
/*
 * buddy/purge.h - give the contents of free pages back to the system
 *
 * Two triggers, both met by the thread that frees:
 *
 *   size  more free memory is dirty than a share of what is in use: the
 *         excess is purged, whole blocks first, then the largest free blocks
 *   age   once a second: what stayed free and dirty for the whole second was
 *         not needed, and is purged
 *
 * No lock is held during madvise: a block is taken out of its list first.
 */
#ifndef BUDDY_PURGE_H
#define BUDDY_PURGE_H

#include "buddy/page.h"

struct purge_config {
	uint64_t floor_pages; /* never purged by size */
	unsigned share;	      /* dirty may be 1 / share of what is in use */
	unsigned age_ms;      /* 0: no purge by age */
};
extern struct purge_config purge_config;

/* Pages were freed: counts them, and now and then looks at the triggers. */
void purge_note_freed(uint32_t nr_pages);

/*
 * Purges until at most keep_pages dirty free pages are left, from blocks of
 * min_order and above.  Returns the pages that were purged.
 */
uint64_t purge_down_to(uint64_t keep_pages, unsigned min_order);

/*
 * Waits, within reason, for other threads to put back what they are purging:
 * before a request fails.
 */
void purge_wait(void);

/* In the child of a fork: the thread that was purging may be gone. */
void purge_after_fork(void);

/* Pages purged since the start. */
uint64_t purge_total(void);

#endif /* BUDDY_PURGE_H */
