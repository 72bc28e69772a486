/* SPDX-License-Identifier: MIT */
/*
 * slab/registry.c - all threads
 *
 * A slot is one stretch of the arena's own area: struct thread, then room for
 * the arrays of its stacks.  Slots are never unmapped, and those of threads
 * that ended are used again, so a slot may be looked at without a lock.
 */
#include "slab/registry.h"

#include "buddy/reclaim.h"

/*
 * Arrays double up to cache_max and old ones are not reused: 117 KiB for all
 * of a thread's, and a page for struct thread.
 */
enum { SLOT_BYTES = 128 * 1024 };

static_assert(QUARANTINE_ROOM < SLOT_BYTES / 2,
	      "it has the room of the arrays");

struct registry registry;

void registry_init(void)
{
	lock_init(&registry.lock, RANK_THREADS);
	list_init(&registry.live);
	list_init(&registry.free);
}

struct lock *registry_lock(void)
{
	return &registry.lock;
}

static struct thread *thread_of(struct list *node)
{
	return list_entry(node, struct thread, link);
}

/* Slots take a quarter of the own area; the rest is for slabs. */
static size_t most_slots(void)
{
	return (size_t)(arena.own_end - arena.own_start) / 4 / SLOT_BYTES;
}

/* Makes a new slot part of the chain; nothing is in its caches. */
static void enter_slot(struct thread *t)
{
	pcp_init(&t->pcp);
	list_init(&t->link);
	lock_acquire(&registry.lock);
	t->next = load_relaxed(&registry.slots);
	/* Release: pairs with the acquire of those who walk the chain. */
	atomic_store_explicit(&registry.slots, t, memory_order_release);
	lock_release(&registry.lock);
}

/* A slot of a thread that ended, or a new one; its page cache is ready. */
static struct thread *slot_alloc(void)
{
	struct thread *t = NULL;

	lock_acquire(&registry.lock);
	if (!list_empty(&registry.free)) {
		t = thread_of(registry.free.next);
		list_del(&t->link);
	}
	lock_release(&registry.lock);
	if (t)
		return t;
	if (add_relaxed(&registry.nr_slots, 1) < most_slots())
		t = arena_own_alloc(SLOT_BYTES, PAGE_BYTES);
	if (t)
		enter_slot(t);
	else
		sub_relaxed(&registry.nr_slots, 1);
	return t;
}

static void slot_reset(struct thread *t)
{
	char *end = (char *)t + SLOT_BYTES;
	char *room = (char *)align_up((uintptr_t)(t + 1), CACHE_LINE);

	/* Hardened, the stacks have no arrays. */
	quarantine_init(&t->quarantine,
			harden_on(HARDEN_QUARANTINE) ? room : NULL);
	stacks_init(&t->stacks, room, end);
	for (unsigned i = 0; i < LOOKUP_ENTRIES; i++)
		t->offset_of[i] =
			(uint16_t)(size_class_of(i ? i * OBJECT_STEP : 1) *
				   STACK_BYTES);
	t->drain_seen = registry_drain_wanted();
	t->exit_rounds = 0;
	t->foreign = 0;
}

struct thread *registry_join(void)
{
	struct thread *t = slot_alloc();

	if (!t)
		return NULL;
	slot_reset(t);
	lock_acquire(&registry.lock);
	t->stripe = stripe_join();
	stripe_slabs_open(t->stripe->id);
	list_add(&registry.live, &t->link);
	store_relaxed(&t->live, 1);
	add_relaxed(&registry.nr_threads, 1);
	lock_release(&registry.lock);
	t->home = t->stripe->id + 1;
	return t;
}

/* Takes a slot off the live ones; the lock is held. */
static void retire(struct thread *t)
{
	stripe_leave(t->stripe);
	sub_relaxed(&registry.nr_threads, 1);
	store_relaxed(&t->live, 0);
	list_del(&t->link);
	list_add(&registry.free, &t->link);
}

void registry_leave(struct thread *t)
{
	lock_acquire(&registry.lock);
	retire(t);
	lock_release(&registry.lock);
}

uint32_t registry_drain_wanted(void)
{
	return load_relaxed(&registry.drain_wanted);
}

/*
 * A live thread that was not drained for this request, now marked: others that
 * drain will skip it, and have to wait until it is drained.
 */
static struct thread *next_undrained(uint32_t request)
{
	struct thread *found = NULL;

	lock_acquire(&registry.lock);
	for (struct list *n = registry.live.next; n != &registry.live && !found;
	     n = n->next)
		if ((int32_t)(thread_of(n)->pcp_drained - request) < 0)
			found = thread_of(n);
	if (found)
		found->pcp_drained = request;
	lock_release(&registry.lock);
	return found;
}

void registry_drain_all(void)
{
	uint32_t request = add_relaxed(&registry.drain_wanted, 1) + 1;
	struct thread *t;

	reclaim_begin();
	thread_drain_own();
	/* Around a fork the others may never let go of their page caches. */
	if (!lock_passes(&registry.lock))
		while ((t = next_undrained(request)))
			pcp_drain(&t->pcp);
	slabs_release_spares();
	reclaim_end();
}

static void add_usage(struct thread_usage *u, const struct thread *t)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		unsigned n = stack_depth_unsafe(&t->stacks, sc);

		u->objects += n;
		u->bytes += (uint64_t)n * size_classes[sc].size;
	}
	u->objects += load_relaxed(&t->remote.n);
	u->bytes += load_relaxed(&t->remote.bytes);
	u->objects += load_relaxed(&t->quarantine.nr_objects);
	u->bytes += load_relaxed(&t->quarantine.bytes);
	u->pcp_pages += load_relaxed(&t->pcp.count);
	u->pcp_over += load_relaxed(&t->pcp.count) > load_relaxed(&t->pcp.high);
}

struct thread_usage registry_usage(void)
{
	struct thread_usage u = {
		.nr_threads = load_relaxed(&registry.nr_threads),
		.lost_threads = load_relaxed(&registry.lost_threads),
		.lost_objects = load_relaxed(&registry.lost_objects),
		.lost_bytes = load_relaxed(&registry.lost_bytes),
		.lost_pages = load_relaxed(&registry.lost_pages),
		.lost_strays = load_relaxed(&registry.lost_strays),
	};
	/* Acquire: pairs with the release in enter_slot. */
	const struct thread *t =
		atomic_load_explicit(&registry.slots, memory_order_acquire);

	tally_add(&u.tally, &registry.tally);
	for (; t; t = t->next) {
		tally_add(&u.tally, &t->tally);
		if (load_relaxed(&t->live))
			add_usage(&u, t);
	}
	return u;
}

void registry_count_shared(const struct tally *more)
{
	struct tally *t = &registry.tally;

	__atomic_fetch_add(&t->objects, more->objects, __ATOMIC_RELAXED);
	__atomic_fetch_add(&t->runs, more->runs, __ATOMIC_RELAXED);
	__atomic_fetch_add(&t->runs_freed, more->runs_freed, __ATOMIC_RELAXED);
	__atomic_fetch_add(&t->run_pages, more->run_pages, __ATOMIC_RELAXED);
}

void registry_lose_pages(uint64_t nr)
{
	add_relaxed(&registry.lost_pages, nr);
}

/* A thread that fork left behind: what it held stays where it is. */
static void lose(struct thread *t)
{
	struct thread_usage u = { 0 };

	add_usage(&u, t);
	add_relaxed(&registry.lost_threads, 1);
	add_relaxed(&registry.lost_objects, u.objects);
	add_relaxed(&registry.lost_bytes, u.bytes);
	registry_lose_pages(u.pcp_pages);
	store_relaxed(&t->remote.n, 0);
	store_relaxed(&t->remote.bytes, 0);
	quarantine_init(&t->quarantine, NULL);
	pcp_init(&t->pcp);
	retire(t);
}

void registry_after_fork(void)
{
	struct list *n = registry.live.next;

	if (load_relaxed(&registry.strays))
		store_relaxed(&registry.lost_strays, true);
	/* A slot whose thread had ended may have been in the middle of a
	 * drain. */
	for (struct list *f = registry.free.next; f != &registry.free;
	     f = f->next)
		pcp_init(&thread_of(f)->pcp);
	while (n != &registry.live) {
		struct thread *t = thread_of(n);

		n = n->next;
		if (t != thread_self)
			lose(t);
	}
}
