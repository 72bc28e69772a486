/* SPDX-License-Identifier: MIT */
/*
 * buddy/reclaim.c - ask the layers above to give pages back
 */
#include "buddy/reclaim.h"

#include "os/cpu.h"

/* Longer than any purge takes, unless its thread does not run. */
enum { WAIT_TURNS = 1000 };

static struct reclaim_hooks registered;
/* Threads that have free memory in hand. */
static _Atomic uint32_t in_flight;

void reclaim_register(const struct reclaim_hooks *hooks)
{
	registered = *hooks;
}

void reclaim_own(void)
{
	if (registered.drain_own)
		registered.drain_own();
}

void reclaim_all(void)
{
	if (registered.drain_all)
		registered.drain_all();
}

uint64_t reclaim_unused_pages(void)
{
	return registered.unused_pages ? registered.unused_pages() : 0;
}

void reclaim_polled(uint64_t now_ms)
{
	if (registered.polled)
		registered.polled(now_ms);
}

void reclaim_begin(void)
{
	/* Relaxed: who finds a place empty that the caller emptied has taken
	 * its lock, and so sees this. */
	add_relaxed(&in_flight, 1);
}

void reclaim_end(void)
{
	/* Release: pairs with reclaim_in_flight, whose caller then finds the
	 * memory free. */
	atomic_fetch_sub_explicit(&in_flight, 1, memory_order_release);
}

bool reclaim_in_flight(void)
{
	return atomic_load_explicit(&in_flight, memory_order_acquire) != 0;
}

void reclaim_wait(void)
{
	for (int i = 0; i < WAIT_TURNS && reclaim_in_flight(); i++)
		os_yield();
}

void reclaim_after_fork(void)
{
	store_relaxed(&in_flight, 0);
}
