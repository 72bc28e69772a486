/* SPDX-License-Identifier: MIT */
/*
 * os/lock.c - the contended side of a lock, and the lock order
 */
#include "os/lock.h"

#include "os/syscall.h"

#include <linux/futex.h>

/* Roughly a microsecond: as long as the longest section without a call. */
enum { SPINS = 60 };

/* Locks of each rank that this thread holds; debug builds only. */
static _Thread_local uint32_t held[NR_LOCK_RANKS];

static void futex(struct lock *l, int op, uint32_t value)
{
	os_syscall4(SYS_futex, (long)&l->word, op | FUTEX_PRIVATE_FLAG,
		    (long)value, 0);
}

void lock_acquire_slow(struct lock *l)
{
	for (int i = 0; i < SPINS; i++) {
		os_cpu_relax();
		if (!lock_is_held(l) && lock_try_word(l))
			return;
	}
	/* Acquire: pairs with lock_release.  2 makes the holder wake us. */
	while (atomic_exchange_explicit(&l->word, 2, memory_order_acquire))
		futex(l, FUTEX_WAIT, 2);
}

void lock_release_slow(struct lock *l)
{
	futex(l, FUTEX_WAKE, 1);
}

void lock_rank_push(const struct lock *l, bool same_rank_ok)
{
	lock_rank_assert_below(same_rank_ok ? l->rank + 1 : l->rank);
	held[l->rank]++;
}

void lock_rank_pop(const struct lock *l)
{
	ASSERT(held[l->rank] > 0);
	held[l->rank]--;
}

void lock_rank_assert_below(enum lock_rank rank)
{
	for (unsigned r = rank; r < NR_LOCK_RANKS; r++)
		ASSERT(held[r] == 0);
}
