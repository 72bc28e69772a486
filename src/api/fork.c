/* SPDX-License-Identifier: MIT */
/*
 * api/fork.c - the heap on both sides of a fork
 *
 * Before a fork every lock but those of the page caches is taken, in rank
 * order, so the child finds each structure between two operations.  What the
 * other threads had in their caches is lost in the child: their stacks may
 * have been in the middle of a change, so they are abandoned unread.
 *
 * While there is one thread no lock is taken: a signal handler may fork in
 * the middle of an operation of the very thread it interrupted.
 */
#include "api/fork.h"

#include "buddy/check.h"
#include "buddy/purge.h"
#include "os/limits.h"
#include "slab/moved.h"
#include "slab/registry.h"
#include "slab/stripe_slabs.h"

#include <pthread.h>

/* Written with all locks held, by the thread that forks. */
static bool locked;

/* The process whose memory this is; written by its only thread. */
static pid_t owner;

static void prepare(void)
{
	if (os_single_threaded())
		return;
	registry_lock();
	slabs_lock_all();
	buddy_lock_all();
	moved_lock();
	locked = true;
}

static void parent(void)
{
	if (!locked)
		return;
	locked = false;
	moved_unlock();
	buddy_unlock_all();
	slabs_unlock_all();
	registry_unlock();
}

static void child(void)
{
	owner = os_pid();
	if (!locked)
		return;
	locked = false;
	moved_reset_lock();
	buddy_reset_locks();
	slabs_reset_locks();
	purge_after_fork();
	registry_after_fork();
}

bool fork_own_memory(void)
{
	return owner == os_pid();
}

void fork_register(void)
{
	owner = os_pid();
	pthread_atfork(prepare, parent, child);
}
