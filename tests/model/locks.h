/* SPDX-License-Identifier: MIT */
/*
 * model/locks.h - locks of a model, in the order of os/lock.h
 *
 * Invariant K1: locks are taken in rank order, one of each rank at a time;
 * another of the rank may only be tried, or taken by who takes all of them.
 */
#ifndef MODEL_LOCKS_H
#define MODEL_LOCKS_H

#include "model/checker.h"
#include "os/lock.h"

/* Holds a lock in the child of a fork and will not let it go. */
enum { VANISHED = 0xff };

/* A model's lock: its holder's number plus 1, VANISHED, or 0. */
struct model_lock {
	uint8_t rank; /* enum lock_rank */
	uint8_t holder;
};

static inline bool holds(const struct model_lock *l, unsigned thread)
{
	return l->holder == thread + 1;
}

/* Whether the thread holds one of n locks of that rank or a later one. */
static inline bool holds_from(const struct model_lock *all, unsigned n,
			      unsigned rank, unsigned thread)
{
	for (unsigned i = 0; i < n; i++)
		if (holds(&all[i], thread) && all[i].rank >= rank)
			return true;
	return false;
}

/* lock_try */
static inline bool try_lock(struct model_lock *all, unsigned n, unsigned i,
			    unsigned thread)
{
	if (all[i].holder)
		return false;
	if (holds_from(all, n, all[i].rank + 1u, thread))
		violates("K1: a lock is tried out of order");
	all[i].holder = (uint8_t)(thread + 1);
	return true;
}

/* lock_acquire: false as long as another holds it. */
static inline bool take_lock(struct model_lock *all, unsigned n, unsigned i,
			     unsigned thread)
{
	if (holds_from(all, n, all[i].rank, thread))
		violates("K1: a lock is taken out of order");
	return try_lock(all, n, i, thread);
}

/* lock_release */
static inline void drop_lock(struct model_lock *l, unsigned thread)
{
	if (!holds(l, thread))
		violates("K1: a lock is released by who does not hold it");
	l->holder = 0;
}

/* The thread vanishes in a fork: its lock is never let go. */
static inline void vanish_with(struct model_lock *l, unsigned thread)
{
	if (holds(l, thread))
		l->holder = VANISHED;
}

/* acquire and release for a model whose state has the locks as lock[nr]. */
#define MODEL_LOCKS(nr)                                                   \
	static bool acquire(struct state *s, unsigned thread, unsigned i) \
	{                                                                 \
		return take_lock(s->lock, nr, i, thread);                 \
	}                                                                 \
                                                                          \
	static void release(struct state *s, unsigned thread, unsigned i) \
	{                                                                 \
		drop_lock(&s->lock[i], thread);                           \
	}

#endif /* MODEL_LOCKS_H */
