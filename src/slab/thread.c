/* SPDX-License-Identifier: MIT */
/*
 * slab/thread.c - the caches of a thread
 */
#include "slab/thread.h"

#include "slab/boot.h"
#include "slab/registry.h"

#include <pthread.h>

/* Destructors of other keys run first, and then free objects. */
enum { EXIT_ROUNDS = 2 };

/* home is no stripe's, so nothing is ever pushed. */
static struct thread none = {
	.stacks.of = { [0 ... NR_CLASSES - 1] = { no_objects, no_objects } },
	.home = UINT32_MAX,
};

_Thread_local struct thread *thread_self = &none;

/* Set once the caches were flushed for good, or could not be had. */
static _Thread_local bool uncached;

/* const after init */
static pthread_key_t exit_key;
static bool have_exit_key;

static void flush_oldest(struct thread *t, unsigned sc, unsigned n)
{
	void *batch[BATCH_MAX];

	/* Out of the stack first: flushing may come back to drain it. */
	stack_take_oldest(&t->stacks, sc, batch, n);
	slabs_flush(t->stripe->id, sc, batch, n);
}

static void flush_all(struct thread *t)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		if (stack_depth(&t->stacks, sc))
			flush_oldest(t, sc, stack_depth(&t->stacks, sc));
	remote_flush(&t->remote);
}

/* Flushes if someone asked all threads to since this one last looked. */
static void obey_drain(struct thread *t)
{
	uint32_t wanted = registry_drain_wanted();

	if (likely(t->drain_seen == wanted))
		return;
	t->drain_seen = wanted;
	flush_all(t);
	stacks_reset(&t->stacks);
}

/*
 * Makes room on a stack.  When other classes have used up what all stacks may
 * hold, they start anew with this one.
 */
static bool grow(struct thread *t, unsigned sc)
{
	if (stack_grow(&t->stacks, sc))
		return true;
	if (stack_capacity(&t->stacks, sc))
		return false;
	flush_all(t);
	stacks_reset(&t->stacks);
	return stack_grow(&t->stacks, sc);
}

/* Flushes a thread's caches for good. */
static void thread_end(struct thread *t)
{
	thread_self = &none;
	uncached = true;
	flush_all(t);
	pcp_drain(&t->pcp);
	registry_leave(t);
}

/*
 * The destructor of the key.  It has itself called again, so that the
 * destructors of other keys, which may free much, still find the caches.
 */
static void thread_exit(void *arg)
{
	struct thread *t = arg;

	if (t->exit_rounds++ < EXIT_ROUNDS && !pthread_setspecific(exit_key, t))
		return;
	thread_end(t);
}

int threads_init(void)
{
	registry_init();
	have_exit_key = !pthread_key_create(&exit_key, thread_exit);
	return 0;
}

noinline struct thread *thread_attach(void)
{
	struct thread *t;

	if (uncached || !heap_boot())
		return NULL;
	t = registry_join();
	if (!t) {
		uncached = true;
		return NULL;
	}
	thread_self = t;
	/* Past the C library's first block of keys this calls calloc, which
	 * works by now. */
	if (have_exit_key && pthread_setspecific(exit_key, t)) {
		thread_end(t);
		return NULL;
	}
	return t;
}

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
	n = stack_capacity(&t->stacks, sc) / 2;
	n = slabs_refill(t->stripe->id, sc, batch, n ? n : 1);
	if (unlikely(!n))
		return NULL;
	/* The lowest address first: it is the caller's. */
	while (n > 1)
		stack_push(&t->stacks.of[sc], batch[--n]);
	return hand_out(batch[0]);
}

/* The object of a thread's own stripe goes on its stack, full or not. */
static void push_home(struct thread *t, unsigned sc, struct object object)
{
	struct stacks *s = &t->stacks;

	if (stack_depth(s, sc) == stack_capacity(s, sc) && !grow(t, sc))
		flush_oldest(t, sc, (stack_depth(s, sc) + 1) / 2);
	stack_push(&s->of[sc], object);
}

void thread_free_slow(void *p)
{
	const struct chunk *c = chunk_of(p);
	struct thread *t = thread_get();
	unsigned sc = chunk_class(c);

	if (unlikely(!t)) {
		objects_put_home(&p, 1);
		return;
	}
	obey_drain(t);
	if (load_relaxed(&c->home) != t->home)
		remote_add(&t->remote, p, size_classes[sc].size);
	else
		push_home(t, sc,
			  (struct object){ p, c->state + object_index(c, p) });
}

void thread_drain_own(void)
{
	struct thread *t = thread_self;

	if (!t->stripe)
		return;
	/* The arrays stay: this may be called in the middle of a refill. */
	flush_all(t);
	pcp_drain(&t->pcp);
}
