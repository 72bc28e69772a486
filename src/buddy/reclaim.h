/* SPDX-License-Identifier: MIT */
/*
 * buddy/reclaim.h - ask the layers above to give pages back
 *
 * The layers above hold free memory in caches: page caches, object stacks,
 * empty slabs.  They register here how to empty them, and what they have to do
 * now and then.  Never called with a lock held.
 *
 * Free memory may also be in the hands of a thread that takes it from where it
 * lay in order to give it back: one that drains or purges.  It says so, and a
 * request that would fail waits for it.
 */
#ifndef BUDDY_RECLAIM_H
#define BUDDY_RECLAIM_H

#include "base/compiler.h"

struct reclaim_hooks {
	void (*drain_own)(void); /* the calling thread's caches */
	void (*drain_all)(void); /* and those of all others, and slabs */
	/* Pages that were allocated and never touched; a hint. */
	uint64_t (*unused_pages)(void);
	/* The clock was read, as it is now and then while pages are freed. */
	void (*polled)(uint64_t now_ms);
};

/* Once, before the first allocation. */
void reclaim_register(const struct reclaim_hooks *hooks);

/* Each does nothing unless its hook is registered. */
void reclaim_own(void);
void reclaim_all(void);
uint64_t reclaim_unused_pages(void);
void reclaim_polled(uint64_t now_ms);

/* Around taking free memory out and giving it back; may be nested. */
void reclaim_begin(void);
void reclaim_end(void);

/* Whether a thread is between the two. */
bool reclaim_in_flight(void);

/*
 * Waits, within reason, until none is: before a request fails.  The caller is
 * not between the two itself.
 */
void reclaim_wait(void);

/* In the child of a fork: the threads that were may be gone. */
void reclaim_after_fork(void);

#endif /* BUDDY_RECLAIM_H */
