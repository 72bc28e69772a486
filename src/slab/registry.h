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

struct registry {
	struct lock lock;
	/* lock */
	struct list live, free;
	/* Written under lock; read without it as figures. */
	_Atomic uint64_t nr_threads;
	/* Of threads that forks left behind; as far as it could be seen. */
	_Atomic uint64_t lost_threads, lost_objects, lost_bytes, lost_pages;
	/* The chain of all slots, the newest first.  Pushed under lock with a
	 * release, walked without it. */
	struct thread *_Atomic slots;
	_Atomic size_t nr_slots; /* that were made or are being asked for */
	/* Counts drain requests.  Relaxed: a hint to look. */
	_Atomic uint32_t drain_wanted;
	struct tally tally; /* of threads without a slot; atomic additions */
	/* Whether there are such, or were; whether a fork left some behind.
	 * Relaxed: one that forks and holds all locks sees what was stored
	 * before any of them was taken. */
	_Atomic bool strays, lost_strays;
};
extern hidden struct registry registry;

/* Before a thread uses the heap without a slot. */
static inline void registry_note_stray(void)
{
	store_relaxed(&registry.strays, true);
}

void registry_count_shared(const struct tally *more);

/* Adds to what a thread, or NULL for one without a slot, has counted. */
static inline void registry_count(struct thread *t, const struct tally *more)
{
	if (unlikely(!t)) {
		registry_count_shared(more);
		return;
	}
	add_single_writer(&t->tally.objects, more->objects);
	add_single_writer(&t->tally.runs, more->runs);
	add_single_writer(&t->tally.runs_freed, more->runs_freed);
	add_single_writer(&t->tally.run_pages, more->run_pages);
}

/* What the caches of all threads hold. */
struct thread_usage {
	uint64_t nr_threads;
	uint64_t objects; /* in stacks, remote buffers, quarantines */
	uint64_t bytes;	  /* of them, and of quarantined runs */
	uint64_t pcp_pages;
	uint64_t pcp_over; /* page caches that hold more than they may: P1 */
	uint64_t lost_threads, lost_objects, lost_bytes, lost_pages;
	uint64_t lost_strays; /* 1: nobody knows what others had in hand */
	struct tally tally;
};

/* Takes no lock. */
struct thread_usage registry_usage(void);

/* The registry's, for fork and the validator. */
struct lock *registry_lock(void);

/* In the child of a fork, locks held: forgets the threads that are gone. */
void registry_after_fork(void);

/* ... and counts pages that they had in their hands as lost. */
void registry_lose_pages(uint64_t nr);

#endif /* SLAB_REGISTRY_H */
