/* SPDX-License-Identifier: MIT */
/*
 * slab/quarantine.h - what a thread freed lately
 *
 * A block that is freed waits here, first in, first out, until as many bytes
 * or blocks were freed after it: a stale pointer to it meets nobody else's
 * data meanwhile, and freeing it again is found.  Where places are random the
 * order of leaving is so too.  Larger blocks do not wait.
 *
 * Owner thread only; others read figures.
 */
#ifndef SLAB_QUARANTINE_H
#define SLAB_QUARANTINE_H

#include "buddy/page.h"

enum {
	QUARANTINE_BLOCKS = 1024,
	QUARANTINE_BYTES = 1024 * 1024,
	QUARANTINE_BLOCK_BYTES = QUARANTINE_BYTES / 8 /* the largest block */
};

/* How a run waits. */
enum quarantine_state {
	QUARANTINE_AS_IS,
	QUARANTINE_POISONED,
	QUARANTINE_GUARDED /* all of it is inaccessible */
};

struct quarantined {
	void *address;
	uint32_t bytes;
	uint16_t is_run;
	uint16_t state; /* enum quarantine_state, of a run */
};

/* Where the blocks are: room that follows the thread's slot. */
enum { QUARANTINE_ROOM = QUARANTINE_BLOCKS * sizeof(struct quarantined) };

struct quarantine {
	struct quarantined *ring; /* NULL: nothing waits */
	uint32_t first, count;
	/* Relaxed: read by others. */
	_Atomic uint32_t nr_objects;
	_Atomic uint64_t bytes;
};

/* Empty; room has QUARANTINE_ROOM bytes, or is NULL. */
void quarantine_init(struct quarantine *q, void *room);

/* Whether a block of that size may wait. */
bool quarantine_admits(const struct quarantine *q, size_t bytes);

/* Enters a block, which fits, and lets out what is too much. */
void quarantine_enter(struct quarantine *q, struct quarantined block);

/* Lets everything out. */
void quarantine_flush(struct quarantine *q);

/*
 * Pages in use that the kernel will not make accessible again: nobody gets
 * them any more, and they count as lost.
 */
void quarantine_for_good(pfn_t pfn, uint32_t nr_pages);

#endif /* SLAB_QUARANTINE_H */
