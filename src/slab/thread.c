/* SPDX-License-Identifier: MIT */
/*
 * slab/thread.c - the caches of a thread, and the registry of threads
 *
 * A slot is one stretch of the arena's own area: struct thread, then room for
 * the arrays of its stacks.  Slots of threads that ended are used again.
 */
#include "slab/thread.h"

#include "base/panic.h"
#include "slab/boot.h"

#include <errno.h>
#include <pthread.h>

enum {
	/* Arrays double up to cache_max, and old ones are not reused: twice
	 * the sum of all, 40 KiB, and a page for the header. */
	SLOT_BYTES = 96 * 1024,
	FIRST_CAPACITY = 8,
	/* Destructors of other keys run first, and then free objects. */
	EXIT_ROUNDS = 2
};

/* What a stack without an array points at: an empty bottom. */
static struct object no_objects[1];

#define EMPTY_STACK { .top = no_objects, .limit = no_objects }
#define EMPTY_8                                                     \
	EMPTY_STACK, EMPTY_STACK, EMPTY_STACK, EMPTY_STACK, EMPTY_STACK, \
		EMPTY_STACK, EMPTY_STACK, EMPTY_STACK
#define EMPTY_THREAD                                               \
	{                                                          \
		.stack = { EMPTY_8, EMPTY_8, EMPTY_8, EMPTY_8,     \
			   EMPTY_8, EMPTY_8, EMPTY_8 },            \
		.home = UINT32_MAX                                 \
	}
static_assert(NR_CLASSES == 8 * 8, "EMPTY_THREAD fills all stacks");

/* home is UINT32_MAX, which no chunk has: nothing is ever pushed. */
static struct thread none = EMPTY_THREAD;
static struct thread dead = EMPTY_THREAD;

_Thread_local struct thread *thread_self = &none;

static struct {
	struct lock lock;
	/* lock */
	struct list live, free;
	uint64_t nr_threads;
	uint64_t lost_objects, lost_bytes, lost_pages;
	/* Counts drain requests; a thread that has seen fewer obeys. */
	_Atomic uint32_t drain_wanted;
	pthread_key_t key; /* const after init */
	bool have_key;
} threads;

void threads_lock(void)
{
	lock_acquire(&threads.lock);
}

void threads_unlock(void)
{
	lock_release(&threads.lock);
}

/* ---- stacks ------------------------------------------------------------ */

static struct object *stack_bottom(struct thread *t, unsigned sc)
{
	return t->stack[sc].limit - load_relaxed(&t->capacity[sc]);
}

static unsigned stack_depth(struct thread *t, unsigned sc)
{
	return (unsigned)(t->stack[sc].top - stack_bottom(t, sc));
}

static void set_array(struct thread *t, unsigned sc, struct object *array,
		      unsigned depth, unsigned capacity)
{
	stack_set_top(&t->stack[sc], array + depth);
	__atomic_store_n(&t->stack[sc].limit, array + capacity,
			 __ATOMIC_RELAXED);
	store_relaxed(&t->capacity[sc], (uint8_t)capacity);
}

static void push(struct thread *t, unsigned sc, struct object object)
{
	struct object *top = t->stack[sc].top;

	top[1] = object;
	stack_set_top(&t->stack[sc], top + 1);
}

/* The capacity a stack may grow to now, or what it has. */
static unsigned next_capacity(const struct thread *t, unsigned sc)
{
	const struct size_class *c = &size_classes[sc];
	unsigned have = load_relaxed(&t->capacity[sc]);
	unsigned want = have ? 2 * have : FIRST_CAPACITY;

	if (want > c->cache_max)
		want = c->cache_max;
	if (t->capacity_bytes + (want - have) * c->size > THREAD_CACHE_BYTES)
		return have;
	return want;
}

/* Gives a stack a larger array; false if it has grown as far as it may. */
static bool grow(struct thread *t, unsigned sc)
{
	unsigned have = load_relaxed(&t->capacity[sc]);
	unsigned want = next_capacity(t, sc);
	unsigned depth = stack_depth(t, sc);
	struct object *from = stack_bottom(t, sc);
	struct object *array = (struct object *)t->array_next;

	if (want == have ||
	    (char *)(array + want + 1) > (char *)t + SLOT_BYTES)
		return false;
	t->array_next = (char *)(array + want + 1);
	array[0].address = NULL;
	for (unsigned i = 1; i <= depth; i++)
		array[i] = from[i];
	set_array(t, sc, array, depth, want);
	t->capacity_bytes += (want - have) * size_classes[sc].size;
	return true;
}

/* Puts the n oldest objects of a stack into their slabs. */
static void flush_oldest(struct thread *t, unsigned sc, unsigned n)
{
	struct object *bottom = stack_bottom(t, sc);
	unsigned left = stack_depth(t, sc) - n;
	void *batch[BATCH_MAX];

	/* Out of the stack first: flushing may drain it. */
	for (unsigned i = 0; i < n; i++)
		batch[i] = bottom[1 + i].address;
	for (unsigned i = 1; i <= left; i++)
		bottom[i] = bottom[i + n];
	stack_set_top(&t->stack[sc], bottom + left);
	slabs_flush(t->stripe->id, sc, batch, n);
}

static void flush_all(struct thread *t)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		if (stack_depth(t, sc))
			flush_oldest(t, sc, stack_depth(t, sc));
	remote_flush(&t->remote);
}

/* Flushes if someone asked all threads to since this one last looked. */
static void obey_drain(struct thread *t)
{
	uint32_t wanted = load_relaxed(&threads.drain_wanted);

	if (likely(t->drain_seen == wanted))
		return;
	t->drain_seen = wanted;
	flush_all(t);
}

/* ---- slots --------------------------------------------------------------- */

/* A slot, from a thread that ended or new; its page cache is ready. */
static struct thread *slot_alloc(void)
{
	struct thread *t = NULL;

	lock_acquire(&threads.lock);
	if (!list_empty(&threads.free)) {
		t = list_entry(threads.free.next, struct thread, link);
		list_del(&t->link);
	}
	lock_release(&threads.lock);
	if (t)
		return t;
	t = arena_own_alloc(SLOT_BYTES, PAGE_BYTES);
	if (t) {
		pcp_init(&t->pcp);
		list_init(&t->link);
	}
	return t;
}

/* Makes all stacks empty and without arrays. */
static void slot_reset(struct thread *t)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		set_array(t, sc, no_objects, 0, 0);
	}
	for (unsigned i = 0; i < LOOKUP_ENTRIES; i++)
		t->offset_of[i] =
			(uint16_t)(size_class_of(i ? i * OBJECT_STEP : 1) *
				   STACK_BYTES);
	t->capacity_bytes = 0;
	t->drain_seen = load_relaxed(&threads.drain_wanted);
	t->exit_rounds = 0;
	t->array_next = (char *)align_up((uintptr_t)(t + 1), CACHE_LINE);
}

struct thread *thread_attach(void)
{
	struct thread *t;

	if (thread_self == &dead || !heap_boot())
		return NULL;
	t = slot_alloc();
	if (!t)
		return NULL;
	slot_reset(t);
	lock_acquire(&threads.lock);
	t->stripe = stripe_join();
	stripe_slabs_open(t->stripe->id);
	list_add(&threads.live, &t->link);
	threads.nr_threads++;
	lock_release(&threads.lock);
	t->home = t->stripe->id + 1;
	thread_self = t;
	/* Past the C library's first block of keys this calls calloc, which
	 * works by now. */
	if (threads.have_key)
		pthread_setspecific(threads.key, t);
	return t;
}

/*
 * The destructor of the key.  It has itself called again, so that the
 * destructors of other keys, which may free much, still find the caches.
 */
static void thread_exit(void *arg)
{
	struct thread *t = arg;

	if (t->exit_rounds++ < EXIT_ROUNDS &&
	    !pthread_setspecific(threads.key, t))
		return;
	thread_self = &dead;
	flush_all(t);
	pcp_drain(&t->pcp);
	lock_acquire(&threads.lock);
	stripe_leave(t->stripe);
	threads.nr_threads--;
	list_del(&t->link);
	list_add(&threads.free, &t->link);
	lock_release(&threads.lock);
}

/* ---- slow paths ------------------------------------------------------------ */

static void *hand_out(struct object object)
{
	if (OBJECT_CHECK)
		state_store(object.state, OBJECT_USER);
	return object.address;
}

static void *alloc_uncached(unsigned sc)
{
	struct object object;

	if (!heap_boot() || !slabs_refill(0, sc, &object, 1))
		return NULL;
	return hand_out(object);
}

void *thread_alloc_slow(unsigned sc)
{
	struct thread *t = thread_get();
	struct object batch[BATCH_MAX];
	unsigned n;

	if (unlikely(!t))
		return alloc_uncached(sc);
	obey_drain(t);
	grow(t, sc);
	n = load_relaxed(&t->capacity[sc]) / 2;
	n = slabs_refill(t->stripe->id, sc, batch, n ? n : 1);
	if (unlikely(!n))
		return NULL;
	/* The lowest address first: it is the caller's. */
	while (n > 1)
		push(t, sc, batch[--n]);
	return hand_out(batch[0]);
}

void thread_free_slow(void *object)
{
	const struct chunk *c = chunk_of(object);
	struct thread *t = thread_get();
	unsigned sc = chunk_class(c);

	if (unlikely(!t)) {
		objects_put_home(&object, 1);
		return;
	}
	obey_drain(t);
	if (load_relaxed(&c->home) != t->home) {
		remote_add(&t->remote, object, size_classes[sc].size);
		return;
	}
	if (stack_depth(t, sc) == load_relaxed(&t->capacity[sc]) &&
	    !grow(t, sc)) {
		unsigned n = (stack_depth(t, sc) + 1) / 2;

		if (!n) {
			objects_put_home(&object, 1);
			return;
		}
		flush_oldest(t, sc, n);
	}
	push(t, sc, (struct object){ object, c->state + object_index(c, object) });
}

/* ---- drains, figures, fork ------------------------------------------------ */

void thread_drain_own(void)
{
	struct thread *t = thread_self;

	if (!t->stripe)
		return;
	flush_all(t);
	pcp_drain(&t->pcp);
}

/* A live thread that was not drained for this request, now marked. */
static struct thread *next_undrained(uint32_t request)
{
	struct thread *found = NULL;

	lock_acquire(&threads.lock);
	for (struct list *n = threads.live.next; n != &threads.live && !found;
	     n = n->next) {
		struct thread *t = list_entry(n, struct thread, link);

		if (t->pcp_drained != request)
			found = t;
	}
	if (found)
		found->pcp_drained = request;
	lock_release(&threads.lock);
	return found;
}

void thread_drain_all(void)
{
	uint32_t request = add_relaxed(&threads.drain_wanted, 1) + 1;
	struct thread *t;

	thread_drain_own();
	/* Slots are never unmapped, so no lock is needed to use one. */
	while ((t = next_undrained(request)))
		pcp_drain(&t->pcp);
	slabs_release_spares();
}

static void add_usage(struct thread_usage *u, struct thread *t)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		unsigned most = load_relaxed(&t->capacity[sc]);
		struct object *top = __atomic_load_n(&t->stack[sc].top,
						     __ATOMIC_RELAXED);
		struct object *limit = __atomic_load_n(&t->stack[sc].limit,
						       __ATOMIC_RELAXED);
		size_t n = most - (size_t)(limit - top);

		/* The owner may be changing them: stay within reason. */
		if (n > most)
			n = most;
		u->stack_objects += n;
		u->stack_bytes += (uint64_t)n * size_classes[sc].size;
	}
	u->remote_objects += load_relaxed(&t->remote.n);
	u->remote_bytes += load_relaxed(&t->remote.bytes);
	u->pcp_pages += load_relaxed(&t->pcp.count);
}

static struct thread_usage usage_locked(void)
{
	struct thread_usage u = {
		.nr_threads = threads.nr_threads,
		.lost_objects = threads.lost_objects,
		.lost_bytes = threads.lost_bytes,
		.lost_pages = threads.lost_pages,
	};

	for (struct list *n = threads.live.next; n != &threads.live;
	     n = n->next)
		add_usage(&u, list_entry(n, struct thread, link));
	return u;
}

struct thread_usage thread_usage(bool wait)
{
	struct thread_usage u = { 0 };

	if (wait)
		lock_acquire(&threads.lock);
	else if (!lock_try(&threads.lock))
		return u;
	u = usage_locked();
	lock_release(&threads.lock);
	return u;
}

/* A thread that fork left behind: what it held stays where it is. */
static void lose(struct thread *t)
{
	struct thread_usage u = { 0 };

	add_usage(&u, t);
	threads.lost_objects += u.stack_objects + u.remote_objects;
	threads.lost_bytes += u.stack_bytes + u.remote_bytes;
	threads.lost_pages += u.pcp_pages;
	threads.nr_threads--;
	stripe_leave(t->stripe);
	list_del(&t->link);
	store_relaxed(&t->remote.n, 0);
	store_relaxed(&t->remote.bytes, 0);
	pcp_init(&t->pcp);
	list_add(&threads.free, &t->link);
}

void threads_after_fork(void)
{
	struct list *n = threads.live.next;

	while (n != &threads.live) {
		struct thread *t = list_entry(n, struct thread, link);

		n = n->next;
		if (t != thread_self)
			lose(t);
	}
	lock_reset(&threads.lock);
}

int threads_init(void)
{
	lock_init(&threads.lock, RANK_THREADS);
	list_init(&threads.live);
	list_init(&threads.free);
	threads.have_key = !pthread_key_create(&threads.key, thread_exit);
	return 0;
}
