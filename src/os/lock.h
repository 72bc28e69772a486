/* SPDX-License-Identifier: MIT */
/*
 * os/lock.h - a mutex of one word, with its place in the lock order
 *
 * The word is enum lock_word.  A zeroed lock with a rank is ready for use.
 * Locks are taken in rank order, one of a rank at a time; debug builds check
 * it.  Another of the rank may be tried, since nobody waits for that, and
 * lock_acquire_nested is for those who take all of a rank.  No system call is
 * made while a lock is uncontended, and none under a lock but what its holder's
 * file says.
 */
#ifndef OS_LOCK_H
#define OS_LOCK_H

#include "base/panic.h"
#include "os/count.h"
#include "os/cpu.h"

/* The lock order: a thread holding a rank may take only later ones. */
enum lock_rank {
	RANK_THREADS, /* registry of threads */
	RANK_CLASS,   /* the slabs of one class in one stripe */
	RANK_PCP,     /* a thread's page cache */
	RANK_STRIPE,  /* the split blocks of one stripe */
	RANK_ZONE,    /* a zone's pool of whole blocks */
	RANK_ARENA,   /* the allocator's own memory */
	NR_LOCK_RANKS
};
static_assert((int)NR_LOCK_RANKS <= COUNT_RANKS, "there is a count for each");

enum lock_word {
	LOCK_FREE,
	LOCK_HELD,
	LOCK_WAITED_FOR, /* held, and its release must wake */
	LOCK_HELD_BY_FORK
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
void lock_acquire_polling_slow(struct lock *l);
void lock_release_slow(struct lock *l);

/*
 * Around a fork one thread holds all locks, and the handlers of others may
 * allocate in it.  A lock held so lets that thread through: to it, acquire
 * and release do nothing.
 */
void lock_hold_for_fork(struct lock *l);
void lock_release_from_fork(struct lock *l);

/* Whether the calling thread holds the lock, and all others, for a fork. */
bool lock_passes(const struct lock *l);

/* Says that the calling thread has begun, or ended, to hold them all. */
void lock_set_forking(bool forking);

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
	uint32_t free_word = LOCK_FREE;

	if (os_single_threaded()) {
		if (load_relaxed(&l->word) != LOCK_FREE)
			return false;
		store_relaxed(&l->word, LOCK_HELD);
		return true;
	}
	return atomic_compare_exchange_strong_explicit(&l->word, &free_word,
						       LOCK_HELD,
						       memory_order_acquire,
						       memory_order_relaxed);
}

static inline bool lock_try(struct lock *l)
{
	if (!lock_try_word(l))
		return false;
	count_lock(l, l->rank);
	if (BUDDY_DEBUG)
		lock_rank_push(l, true);
	return true;
}

static inline void lock_acquire(struct lock *l)
{
	if (BUDDY_DEBUG && !lock_passes(l))
		lock_rank_push(l, false);
	if (unlikely(!lock_try_word(l)))
		lock_acquire_slow(l);
	count_lock(l, l->rank);
}

/* For those who take all locks of a rank, in index order. */
static inline void lock_acquire_nested(struct lock *l)
{
	if (BUDDY_DEBUG && !lock_passes(l))
		lock_rank_push(l, true);
	if (unlikely(!lock_try_word(l)))
		lock_acquire_slow(l);
	count_lock(l, l->rank);
}

/* Release: what was written under the lock is seen by its next holder. */
static inline void lock_release(struct lock *l)
{
	/* Nobody but its holder stores this value, so relaxed will do. */
	if (unlikely(load_relaxed(&l->word) == LOCK_HELD_BY_FORK))
		return;
	if (BUDDY_DEBUG)
		lock_rank_pop(l);
	if (os_single_threaded()) {
		store_relaxed(&l->word, LOCK_FREE);
		return;
	}
	if (unlikely(atomic_exchange_explicit(&l->word, LOCK_FREE,
					      memory_order_release) ==
		     LOCK_WAITED_FOR))
		lock_release_slow(l);
}

/*
 * For a lock that its owner only ever tries: those who do wait for it poll,
 * so the owner has nobody to wake, and its release is a plain store.  Nobody
 * may wait with lock_acquire while the owner can hold it.
 */
static inline void lock_acquire_polling(struct lock *l)
{
	if (BUDDY_DEBUG && !lock_passes(l))
		lock_rank_push(l, false);
	if (unlikely(!lock_try_word(l)))
		lock_acquire_polling_slow(l);
	count_lock(l, l->rank);
}

/* Release: pairs with the acquire in lock_try_word. */
static inline void lock_release_owner(struct lock *l)
{
	if (BUDDY_DEBUG)
		lock_rank_pop(l);
	atomic_store_explicit(&l->word, LOCK_FREE, memory_order_release);
}

static inline bool lock_is_held(const struct lock *l)
{
	return load_relaxed(&l->word) != LOCK_FREE;
}

#endif /* OS_LOCK_H */
