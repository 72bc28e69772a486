/* SPDX-License-Identifier: MIT */
/*
 * os/lock.h - a mutex of one word, with its place in the lock order
 *
 * The word is 0 when free, 1 when held, 2 when held and waited for.  A zeroed
 * lock with a rank is ready for use.  Locks are taken in rank order, one of a
 * rank at a time; debug builds check it.  No system call is made while a lock
 * is uncontended, and none under a lock but what its holder's file says.
 */
#ifndef OS_LOCK_H
#define OS_LOCK_H

#include "base/panic.h"
#include "os/cpu.h"

/* The lock order: a thread holding a rank may take only later ones. */
enum lock_rank {
	RANK_THREADS, /* registry of threads */
	RANK_CLASS,   /* the slabs of one class in one stripe */
	RANK_PCP,     /* a thread's page cache */
	RANK_STRIPE,  /* the free areas of one stripe */
	RANK_ZONE,    /* a zone's pool of whole blocks */
	RANK_ARENA,   /* the allocator's own memory */
	NR_LOCK_RANKS
};

struct lock {
	_Atomic uint32_t word;
	uint32_t rank;
};

static inline void lock_init(struct lock *l, enum lock_rank rank)
{
	atomic_init(&l->word, 0);
	l->rank = rank;
}

void lock_acquire_slow(struct lock *l);
void lock_release_slow(struct lock *l);

/* Debug builds: remember, and check, what this thread holds. */
void lock_rank_push(const struct lock *l, bool same_rank_ok);
void lock_rank_pop(const struct lock *l);
/* Debug builds: this thread holds no lock of the rank or a later one. */
void lock_rank_assert_below(enum lock_rank rank);

/*
 * The success order is acquire: it pairs with the release in lock_release.
 * While the process has one thread a plain store does the same for less.
 */
static inline bool lock_try_word(struct lock *l)
{
	uint32_t free_word = 0;

	if (os_single_threaded()) {
		if (load_relaxed(&l->word))
			return false;
		store_relaxed(&l->word, 1);
		return true;
	}
	return atomic_compare_exchange_strong_explicit(&l->word, &free_word, 1,
						       memory_order_acquire,
						       memory_order_relaxed);
}

static inline bool lock_try(struct lock *l)
{
	if (!lock_try_word(l))
		return false;
	if (BUDDY_DEBUG)
		lock_rank_push(l, true);
	return true;
}

static inline void lock_acquire(struct lock *l)
{
	if (BUDDY_DEBUG)
		lock_rank_push(l, false);
	if (unlikely(!lock_try_word(l)))
		lock_acquire_slow(l);
}

/* For those who take all locks of a rank, in index order: fork, check. */
static inline void lock_acquire_nested(struct lock *l)
{
	if (BUDDY_DEBUG)
		lock_rank_push(l, true);
	if (unlikely(!lock_try_word(l)))
		lock_acquire_slow(l);
}

/* Release: what was written under the lock is seen by its next holder. */
static inline void lock_release(struct lock *l)
{
	if (BUDDY_DEBUG)
		lock_rank_pop(l);
	if (os_single_threaded()) {
		store_relaxed(&l->word, 0);
		return;
	}
	if (unlikely(atomic_exchange_explicit(&l->word, 0,
					      memory_order_release) == 2))
		lock_release_slow(l);
}

/* In the child of a fork: the holder may have vanished with its thread. */
static inline void lock_reset(struct lock *l)
{
	if (BUDDY_DEBUG)
		lock_rank_pop(l);
	store_relaxed(&l->word, 0);
}

static inline bool lock_is_held(const struct lock *l)
{
	return load_relaxed(&l->word) != 0;
}

#endif /* OS_LOCK_H */
