/* SPDX-License-Identifier: MIT */
/*
 * os/lock.c - the contended side of a lock, and the lock order
 */
#include "os/lock.h"

#include "os/syscall.h"

#include <limits.h>
#include <linux/futex.h>
#include <time.h>

/* Roughly a microsecond: as long as the longest section without a call. */
enum { SPINS = 60 };

/* Between two looks at a lock whose holder wakes nobody. */
enum { NAP_NS = 100 * 1000 };

static _Thread_local struct {
	uint32_t held[NR_LOCK_RANKS]; /* of each rank; debug builds only */
	bool forking;		      /* all locks are held for a fork */
} mine;

static void futex_timed(struct lock *l, int op, uint32_t value,
			const struct timespec *most)
{
	os_syscall4(SYS_futex, (long)&l->word, op | FUTEX_PRIVATE_FLAG,
		    (long)value, (long)most);
}

static void futex(struct lock *l, int op, uint32_t value)
{
	futex_timed(l, op, value, NULL);
}

bool lock_passes(const struct lock *l)
{
	return mine.forking && load_relaxed(&l->word) == LOCK_HELD_BY_FORK;
}

void lock_set_forking(bool now)
{
	mine.forking = now;
}

/* One try that leaves word at LOCK_WAITED_FOR, whether it succeeds or not. */
static bool acquire_or_announce(struct lock *l, uint32_t word)
{
	/* Acquire: pairs with lock_release. */
	return atomic_compare_exchange_strong_explicit(&l->word, &word,
						       LOCK_WAITED_FOR,
						       memory_order_acquire,
						       memory_order_relaxed) &&
	       word == LOCK_FREE;
}

void lock_acquire_slow(struct lock *l)
{
	if (lock_passes(l))
		return;
	count_events(COUNT_LOCKS_WAITED + l->rank, 1);
	for (int i = 0; i < SPINS; i++) {
		os_cpu_relax();
		if (!lock_is_held(l) && lock_try_word(l))
			return;
	}
	for (;;) {
		uint32_t word = load_relaxed(&l->word);

		if (word == LOCK_FREE || word == LOCK_HELD) {
			if (acquire_or_announce(l, word))
				return;
			continue;
		}
		futex(l, FUTEX_WAIT, word);
	}
}

/*
 * A nap, not a yield: a holder of lower priority gets to run.  What the word
 * is does not matter, as long as it is what the kernel finds.
 */
void lock_acquire_polling_slow(struct lock *l)
{
	static const struct timespec nap = { .tv_nsec = NAP_NS };

	if (lock_passes(l))
		return;
	count_events(COUNT_LOCKS_WAITED + l->rank, 1);
	for (int i = 0;; i++) {
		uint32_t word = load_relaxed(&l->word);

		/* A nap may have taken the wake-up of one who sleeps: once
		 * the lock was waited for so, its release wakes again. */
		if (word == LOCK_FREE &&
		    (i <= SPINS ? lock_try_word(l) :
				  acquire_or_announce(l, word)))
			return;
		if (i < SPINS)
			os_cpu_relax();
		else if (word != LOCK_FREE)
			futex_timed(l, FUTEX_WAIT, word, &nap);
	}
}

void lock_release_slow(struct lock *l)
{
	futex(l, FUTEX_WAKE, 1);
}

void lock_hold_for_fork(struct lock *l)
{
	lock_acquire_nested(l);
	store_relaxed(&l->word, LOCK_HELD_BY_FORK);
}

void lock_release_from_fork(struct lock *l)
{
	/* A lock may have come into being in between. */
	if (load_relaxed(&l->word) != LOCK_HELD_BY_FORK)
		return;
	if (BUDDY_DEBUG)
		lock_rank_pop(l);
	/* Release: pairs with the acquiring side.  Those who waited before the
	 * lock was marked, and those since, are all asleep here. */
	atomic_store_explicit(&l->word, LOCK_FREE, memory_order_release);
	futex(l, FUTEX_WAKE, INT_MAX);
}

void lock_rank_push(const struct lock *l, bool same_rank_ok)
{
	lock_rank_assert_below(same_rank_ok ? l->rank + 1 : l->rank);
	mine.held[l->rank]++;
}

void lock_rank_pop(const struct lock *l)
{
	ASSERT(mine.held[l->rank] > 0);
	mine.held[l->rank]--;
}

void lock_rank_assert_below(enum lock_rank rank)
{
	for (unsigned r = rank; r < NR_LOCK_RANKS; r++)
		ASSERT(mine.held[r] == 0);
}
