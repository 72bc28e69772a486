/* SPDX-License-Identifier: MIT */
/*
 * slab/registry.c - all threads
 *
 * A slot is one stretch of the arena's own area: struct thread, then room for
 * the arrays of its stacks.  Slots are never unmapped, and those of threads
 * that ended are used again, so a slot may be looked at without a lock.
 */
#include "slab/registry.h"

/*
 * Arrays double up to cache_max and old ones are not reused: 117 KiB for all
 * of a thread's, and a page for struct thread.
 */
enum { SLOT_BYTES = 128 * 1024 };

static struct {
	struct lock lock;
	/* lock */
	struct list live, free;
	uint64_t nr_threads;
	uint64_t lost_threads, lost_bytes, lost_pages;
	_Atomic size_t nr_slots; /* that were made, or asked for in vain */
	/* Counts drain requests.  Relaxed: a hint to look. */
	_Atomic uint32_t drain_wanted;
} registry;

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
	if (t) {
		pcp_init(&t->pcp);
		list_init(&t->link);
	}
	return t;
}

static void slot_reset(struct thread *t)
{
	char *end = (char *)t + SLOT_BYTES;
	char *room = (char *)align_up((uintptr_t)(t + 1), CACHE_LINE);

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
	registry.nr_threads++;
	lock_release(&registry.lock);
	t->home = t->stripe->id + 1;
	return t;
}

/* Takes a slot off the live ones; the lock is held. */
static void retire(struct thread *t)
{
	stripe_leave(t->stripe);
	registry.nr_threads--;
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

/* A live thread that was not drained for this request, now marked. */
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

	thread_drain_own();
	/* Around a fork the others may never let go of their page caches. */
	if (lock_passes(&registry.lock)) {
		slabs_release_spares();
		return;
	}
	while ((t = next_undrained(request)))
		pcp_drain(&t->pcp);
	slabs_release_spares();
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
	u->pcp_pages += load_relaxed(&t->pcp.count);
	u->pcp_over += load_relaxed(&t->pcp.count) > load_relaxed(&t->pcp.high);
}

struct thread_usage registry_usage(bool wait)
{
	struct thread_usage u = { 0 };

	if (wait)
		lock_acquire(&registry.lock);
	else if (!lock_try(&registry.lock))
		return u;
	u.nr_threads = registry.nr_threads;
	u.lost_threads = registry.lost_threads;
	u.lost_bytes = registry.lost_bytes;
	u.lost_pages = registry.lost_pages;
	for (struct list *n = registry.live.next; n != &registry.live;
	     n = n->next)
		add_usage(&u, thread_of(n));
	lock_release(&registry.lock);
	return u;
}

/* A thread that fork left behind: what it held stays where it is. */
static void lose(struct thread *t)
{
	struct thread_usage u = { 0 };

	add_usage(&u, t);
	registry.lost_threads++;
	registry.lost_bytes += u.bytes;
	registry.lost_pages += u.pcp_pages;
	store_relaxed(&t->remote.n, 0);
	store_relaxed(&t->remote.bytes, 0);
	pcp_init(&t->pcp);
	retire(t);
}

void registry_after_fork(void)
{
	struct list *n = registry.live.next;

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
