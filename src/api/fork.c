/* SPDX-License-Identifier: MIT */
/*
 * api/fork.c - the heap on both sides of a fork
 *
 * Before a fork every lock but those of others' page caches is taken, in rank
 * order, so the child finds each structure between two operations.  What the
 * other threads had in their caches is lost in the child: their stacks may
 * have been in the middle of a change, so they are abandoned unread.
 *
 * Handlers of other libraries run between these, in the same thread, and may
 * allocate: the locks let the thread that holds them for the fork through.
 *
 * While there is one thread no lock is taken: a signal handler may fork in
 * the middle of an operation of the very thread it interrupted.
 */
#include "api/fork.h"

#include "api/control.h"
#include "api/init.h"
#include "buddy/check.h"
#include "buddy/purge.h"
#include "buddy/reclaim.h"
#include "harden/harden.h"
#include "harden/secret.h"
#include "info/options.h"
#include "info/snapshot.h"
#include "os/limits.h"
#include "os/process.h"
#include "slab/moved.h"
#include "slab/registry.h"

#include <pthread.h>

/* Written with all locks held, by the thread that forks. */
static bool locked;

/* The process whose memory this is; written by its only thread. */
static pid_t owner;

static void each_lock(void (*op)(struct lock *l))
{
	op(registry_lock());
	slabs_each_lock(op);
	/* Someone may be draining the caller's page cache, which lives on. */
	if (thread_self->stripe)
		op(&thread_self->pcp.lock);
	buddy_each_lock(op);
	op(moved_lock());
}

static void prepare(void)
{
	if (os_single_threaded() || !init_before_fork())
		return;
	/* A slot now, since none can be made while all locks are held. */
	thread_get();
	each_lock(lock_hold_for_fork);
	lock_set_forking(true);
	locked = true;
}

static void let_go(void)
{
	locked = false;
	lock_set_forking(false);
	each_lock(lock_release_from_fork);
}

static void parent(void)
{
	init_after_fork();
	if (locked)
		let_go();
}

/* Pages that the threads which are gone had in their hands stay there. */
static void lose_in_flight(void)
{
	struct buddy_info info;

	snapshot_heap(&info);
	if (info.in_flight_pages > 0)
		registry_lose_pages((uint64_t)info.in_flight_pages);
}

static void child(void)
{
	owner = os_pid();
	if (harden_on(HARDEN_RANDOM))
		secret_after_fork((uint64_t)owner);
	init_after_fork();
	if (locked) {
		purge_after_fork();
		reclaim_after_fork();
		registry_after_fork();
		lose_in_flight();
		let_go();
	}
	/* The child inherits neither the permission nor the thread. */
	if (options_in_force.observe)
		os_allow_tracers();
	if (options_in_force.control)
		control_after_fork();
}

bool fork_own_memory(void)
{
	return owner == os_pid();
}

/*
 * As early as a library can, so that these handlers run last before a fork
 * and first after it.  The heap need not be ready.
 */
static __attribute__((constructor(101))) void register_handlers(void)
{
	owner = os_pid();
	pthread_atfork(prepare, parent, child);
}
