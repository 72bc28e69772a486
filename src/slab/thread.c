/* SPDX-License-Identifier: MIT */
/*
 * slab/thread.c - the caches of a thread
 */
#include "slab/thread.h"

#include "harden/poison.h"
#include "slab/boot.h"
#include "slab/misuse.h"
#include "slab/registry.h"

#include <pthread.h>

/* Destructors of other keys run first, and then free objects. */
enum { EXIT_ROUNDS = 2 };

/* A shrinking stack may hold 1 / SHRINK_SHARE of the objects handed out. */
enum { SHRINK_SHARE = 16 };

/* home is no stripe's, so nothing is ever pushed. */
static struct thread none = {
	.stacks.of = { [0 ... NR_CLASSES - 1] = { no_objects, no_objects } },
	.home = UINT32_MAX,
};

_Thread_local struct thread *thread_self = &none;

/* Set once the caches were flushed for good. */
static _Thread_local bool uncached;

/* Calls to serve without caches before asking for them again: where memory is
 * short, each try costs more than the call. */
enum { PATIENCE = 500 };
static _Thread_local unsigned patience;

/* const after init */
static pthread_key_t exit_key;
static bool have_exit_key;

static_assert(NR_CLASSES <= 64, "a bit for each in foreign");

static uint64_t class_bit(unsigned sc)
{
	return UINT64_C(1) << sc;
}

static void flush_oldest(struct thread *t, unsigned sc, unsigned n)
{
	void *batch[BATCH_MAX];

	/* Out of the stack first: flushing may come back to drain it. */
	stack_take_oldest(&t->stacks, sc, batch, n);
	/* What is left over goes the long way: its slabs have moved. */
	if (likely(!(t->foreign & class_bit(sc))))
		n = slabs_flush(t->stripe->id, sc, batch, n);
	objects_put_home(batch, n);
	if (!stack_depth(&t->stacks, sc))
		t->foreign &= ~class_bit(sc);
}

static void flush_stack(struct thread *t, unsigned sc)
{
	unsigned depth;

	while ((depth = stack_depth(&t->stacks, sc)))
		flush_oldest(t, sc, depth < BATCH_MAX ? depth : BATCH_MAX);
}

static void flush_all(struct thread *t)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		flush_stack(t, sc);
	quarantine_flush(&t->quarantine);
	remote_flush(&t->remote);
}

void thread_obey_drain(struct thread *t)
{
	uint32_t wanted = registry_drain_wanted();

	if (likely(t->drain_seen == wanted))
		return;
	t->drain_seen = wanted;
	flush_all(t);
	stacks_reset(&t->stacks);
}

/* Flushes a thread's caches and gives its slot back. */
static void give_up_slot(struct thread *t)
{
	thread_self = &none;
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
	uncached = true;
	give_up_slot(t);
}

int threads_init(void)
{
	registry_init();
	have_exit_key = !pthread_key_create(&exit_key, thread_exit);
	return 0;
}

/* Where there is no heap yet, too: the caller's next step may make it. */
static struct thread *go_without(void)
{
	registry_note_stray();
	return NULL;
}

noinline struct thread *thread_attach(void)
{
	struct thread *t;

	if (uncached || !heap_boot())
		return go_without();
	if (patience) {
		patience--;
		return go_without();
	}
	patience = PATIENCE;
	t = registry_join();
	if (!t)
		return go_without();
	thread_self = t;
	/* Past the C library's first block of keys this calls calloc, which
	 * works by now. */
	if (have_exit_key && pthread_setspecific(exit_key, t)) {
		give_up_slot(t);
		return go_without();
	}
	return t;
}

/* An object whose user is gone is as that user left it. */
static void check_poison(const struct object *object, unsigned sc)
{
	size_t size = size_classes[sc].size;
	size_t whole = poison_whole(object->address, size);

	if (unlikely(whole < size))
		misuse_written(object->address, whole, "after it was freed");
}

/* An object for a thread, or NULL for none, that has no stack for it. */
static void *alloc_one(struct thread *t, unsigned sc)
{
	struct object object;

	if (!slabs_refill(t ? t->stripe->id : 0, sc, &object, 1))
		return NULL;
	registry_count(t, &(struct tally){ .objects = 1 });
	if (OBJECT_CHECK) {
		if (unlikely(state_load(object.state) == OBJECT_POISONED))
			check_poison(&object, sc);
		state_store(object.state, OBJECT_USER);
	}
	return object.address;
}

/* An object that a chore, which may have allocated, left on the stack. */
static noinline void *do_chore(unsigned sc)
{
	heap_do_chore();
	return thread_pop(thread_self, &thread_self->stacks.of[sc]);
}

void *thread_alloc_slow(unsigned sc)
{
	struct thread *t = thread_get();
	struct stack *s;
	unsigned n;

	if (heap_has_chore()) {
		void *p = do_chore(sc);

		if (p)
			return p;
	}
	if (unlikely(!t))
		return heap_boot() ? alloc_one(NULL, sc) : NULL;
	thread_obey_drain(t);
	s = &t->stacks.of[sc];
	DEBUG_ASSERT(s->top == stack_bottom(&t->stacks, sc));
	if (!stack_grow(&t->stacks, sc) && !stack_capacity(&t->stacks, sc))
		return alloc_one(t, sc);
	n = slabs_refill(t->stripe->id, sc, s->top + 1,
			 (stack_capacity(&t->stacks, sc) + 1) / 2);
	if (unlikely(!n))
		return NULL;
	stack_set_top(s, s->top + n);
	return thread_pop(t, s);
}

/*
 * Makes room on a full stack of a class of which most slabs are nearly empty:
 * each object on the stack would keep one of them.
 */
static void shrink(struct thread *t, unsigned sc)
{
	unsigned capacity = stack_capacity(&t->stacks, sc);
	uint64_t share = slabs_out(t->stripe->id, sc) / SHRINK_SHARE;

	flush_stack(t, sc);
	if (share < FIRST_CAPACITY)
		share = FIRST_CAPACITY;
	if (share < capacity)
		stack_shrink(&t->stacks, sc, (unsigned)share);
}

/* The object of a thread's own stripe goes on its stack, full or not. */
static void push_home(struct thread *t, unsigned sc, struct object object)
{
	struct stacks *s = &t->stacks;

	if (stack_depth(s, sc) == stack_capacity(s, sc)) {
		if (stack_depth(s, sc) && slabs_sparse(t->stripe->id, sc))
			shrink(t, sc);
		else if (!stack_grow(s, sc) && stack_depth(s, sc))
			flush_oldest(t, sc, (stack_depth(s, sc) + 1) / 2);
	}
	if (likely(s->of[sc].top != s->of[sc].limit))
		stack_push(&s->of[sc], object);
	else
		objects_put_home(&object.address, 1);
}

/*
 * Another stripe's object goes on the stack only if that has room, which it
 * has if this thread uses the class itself, and if no two objects share a
 * cache line: else what it allocates next would lie beside another thread's.
 */
static void push_foreign(struct thread *t, unsigned sc, struct object object)
{
	struct stack *s = &t->stacks.of[sc];
	uint32_t size = size_classes[sc].size;

	count_line(object.state);
	if (size >= CACHE_LINE && s->top != s->limit) {
		t->foreign |= class_bit(sc);
		stack_push(s, object);
	} else {
		remote_add(&t->remote, object.address, size);
	}
}

void thread_free_slow(const struct chunk *c, void *p)
{
	struct object object = { p, c->state + object_index(c, p) };
	struct thread *t = thread_get();
	unsigned sc = chunk_class(c);

	if (OBJECT_CHECK)
		state_store(object.state, OBJECT_FREE);
	if (unlikely(!t)) {
		objects_put_home(&p, 1);
		return;
	}
	thread_obey_drain(t);
	if (load_relaxed(&c->home) == t->home)
		push_home(t, sc, object);
	else
		push_foreign(t, sc, object);
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
