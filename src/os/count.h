/* SPDX-License-Identifier: MIT */
/*
 * os/count.h - how often threads may meet: a build for counting
 *
 * With --enable-counts the library counts, in every thread, what costs more
 * the more processors there are.  Times taken on few processors say nothing of
 * many; these counts depend on the threads alone, nearly.
 *
 *   calls   of the malloc family.  A realloc that copies to another block is
 *           two: the program could have called malloc and free.
 *   lines   lines of the allocator's own memory written, of those that another
 *           thread may write too: locks and what they guard, records of slabs,
 *           pages, blocks and chunks, shared counters, and the state byte of
 *           an object that another stripe's thread frees.  Several writes of a
 *           line while one lock is held are one.  Not counted: a thread's own
 *           slot, but for its lock; states of home objects; the neighbours
 *           whose links change when a slab enters or leaves a list.
 *   moved   lines of these that another thread wrote last: what a processor
 *           must fetch from another's cache.
 *   looks   lines of stripes read without their lock, to add up hints.
 *   locks   taken, waited for, and moved as above; by rank.
 *
 * A thread of the same stripe, or one that came later, is another thread.
 * The last writer is kept in a table without locks: two lines may share an
 * entry, and two threads may change it at once, so `moved` is not exact.
 *
 * In other builds all of this is empty.
 */
#ifndef OS_COUNT_H
#define OS_COUNT_H

#include "base/compiler.h"

/* Room for the ranks of os/lock.h. */
enum { COUNT_RANKS = 6 };

enum count {
	COUNT_CALLS,
	COUNT_LINES,
	COUNT_LINES_MOVED,
	COUNT_LOOKS,
	/* For each rank. */
	COUNT_LOCKS,
	COUNT_LOCKS_WAITED = COUNT_LOCKS + COUNT_RANKS,
	COUNT_LOCKS_MOVED = COUNT_LOCKS_WAITED + COUNT_RANKS,
	NR_COUNTS = COUNT_LOCKS_MOVED + COUNT_RANKS
};

/* The sum over all threads so far, those that ended included. */
uint64_t count_sum(unsigned count);

/* What the functions below do in a counting build. */
void count_n(unsigned count, uint64_t n);
void count_line_written(const void *p);
void count_lock_taken(const void *lock, unsigned rank);

/* Something happened n times. */
static always_inline void count_events(unsigned count, uint64_t n)
{
	if (BUDDY_COUNTS)
		count_n(count, n);
}

/* The line at p is written; other threads may write it too. */
static always_inline void count_line(const void *p)
{
	if (BUDDY_COUNTS)
		count_line_written(p);
}

/* A lock was taken, at once or after waiting: its line is written. */
static always_inline void count_lock(const void *lock, unsigned rank)
{
	if (BUDDY_COUNTS)
		count_lock_taken(lock, rank);
}

#endif /* OS_COUNT_H */
