/* SPDX-License-Identifier: MIT */
/*
 * slab/registry.h - all threads: their slots, drains, figures, and fork
 */
#ifndef SLAB_REGISTRY_H
#define SLAB_REGISTRY_H

#include "slab/thread.h"

/* Before the first thread. */
void registry_init(void);

/*
 * A slot for the calling thread, with a home stripe, reset; NULL without
 * memory.  And its return, with empty caches.
 */
struct thread *registry_join(void);
void registry_leave(struct thread *t);

/* The last drain request; a thread that has seen an earlier one obeys. */
uint32_t registry_drain_wanted(void);

/*
 * Flushes the calling thread's caches, drains all page caches, asks all
 * threads to flush at their next slow path, and gives spare slabs back.
 */
void registry_drain_all(void);

/* What the caches of all threads hold. */
struct thread_usage {
	uint64_t nr_threads;
	uint64_t objects, bytes; /* in stacks and remote buffers */
	uint64_t pcp_pages;
	uint64_t pcp_over; /* page caches that hold more than they may: P1 */
	/* Of threads that forks left behind; as far as it could be seen. */
	uint64_t lost_threads, lost_bytes, lost_pages;
};

/* wait: false gives zeros rather than wait for the registry's lock. */
struct thread_usage registry_usage(bool wait);

/* The registry's, for fork and the validator. */
struct lock *registry_lock(void);

/* In the child of a fork, locks held: forgets the threads that are gone. */
void registry_after_fork(void);

#endif /* SLAB_REGISTRY_H */
