/* SPDX-License-Identifier: MIT */
/*
 * slab/thread.h - what a thread owns: stacks of free objects
 *
 * malloc pops and free pushes.  A stack's array is
 *
 *     bottom         top                limit
 *     NULL | o1 | o2 | o3 |  .  |  .  |  .  |
 *
 * of objects, each its address and that of its state byte.  The NULL at the
 * bottom tells an empty stack from its top entry alone, and a
 * stack without an array has top = limit = a NULL that all share.  Capacities
 * start small and double with misses while the thread's byte cap allows; an
 * overflow flushes the older half.
 *
 * The one thread-local word points at a slot of the arena's own area, or at
 * one of two empty constants: `none` before the thread's first use of the
 * heap, `dead` after its caches were flushed for good.  So the fast paths
 * have no test for either.
 */
#ifndef SLAB_THREAD_H
#define SLAB_THREAD_H

#include "slab/pcp.h"
#include "slab/remote.h"

/*
 * What the objects in a thread's stacks may sum up to.  With the remote
 * buffer and the page cache this bounds what an idle thread holds.
 */
enum { THREAD_CACHE_BYTES = 1024 * 1024 };

/*
 * Changed by the owner alone, with relaxed stores for the readers of figures;
 * the owner itself loads plainly.
 */
struct stack {
	struct object *top;
	struct object *limit;
};
static_assert(sizeof(struct stack) == STACK_BYTES, "chunks hold offsets");

struct thread {
	/* Owner only, in the order the fast paths meet them. */
	struct stack stack[NR_CLASSES]; /* first: see chunk.stack_offset */
	uint32_t home;			/* stripe id + 1, as in struct chunk */
	uint16_t offset_of[LOOKUP_ENTRIES]; /* of the stack for a size */
	_Atomic uint8_t capacity[NR_CLASSES]; /* of each stack, entries */
	uint32_t capacity_bytes;	/* of all stacks */
	uint32_t drain_seen;		/* the last drain request obeyed */
	uint32_t exit_rounds;
	struct stripe *stripe;
	char *array_next; /* room for arrays behind the slot's header */

	struct remote_buffer remote;
	struct pcp pcp; /* pcp.lock */
	struct list link; /* threads' lock: live or free slots */
	uint32_t pcp_drained; /* threads' lock: last request it was drained for */
};

extern hidden _Thread_local struct thread *thread_self;

/* Makes the layer ready.  Returns 0 or -ENOMEM. */
int threads_init(void);

/*
 * The calling thread's slot, made at its first use; NULL when it has none:
 * before the heap is ready, without memory, or after its end.  Then objects
 * and pages come and go without a cache.
 */
static inline struct thread *thread_get(void);
struct thread *thread_attach(void);

/* Takes an object of a class when the stack is empty; NULL without memory. */
void *thread_alloc_slow(unsigned sc);

/* Frees an object whose state is set, when the fast path could not. */
void thread_free_slow(void *object);

/* Flushes the calling thread's stacks, buffer and page cache. */
void thread_drain_own(void);

/*
 * Does the same, drains all page caches, asks all threads to flush at their
 * next slow path, and gives spare slabs back.
 */
void thread_drain_all(void);

/* What the caches of all threads hold. */
struct thread_usage {
	uint64_t nr_threads;
	uint64_t stack_objects, stack_bytes;
	uint64_t remote_objects, remote_bytes;
	uint64_t pcp_pages;
	uint64_t lost_objects, lost_bytes, lost_pages; /* in forks */
};

/* wait: false gives zeros rather than wait for the registry's lock. */
struct thread_usage thread_usage(bool wait);

/* For fork and the validator: the registry's lock. */
void threads_lock(void);
void threads_unlock(void);
/* In the child: forgets the threads that are gone, and frees the lock. */
void threads_after_fork(void);

/* ---- the fast paths ---------------------------------------------------- */

static inline struct thread *thread_get(void)
{
	struct thread *t = thread_self;

	/* Neither `none` nor `dead` has a home. */
	return likely(t->stripe != NULL) ? t : thread_attach();
}

static always_inline void stack_set_top(struct stack *s, struct object *top)
{
	__atomic_store_n(&s->top, top, __ATOMIC_RELAXED);
}

/* The newest object, now the user's, or NULL if there is none. */
static always_inline void *stack_pop(struct stack *s)
{
	struct object *top = s->top;
	void *p = top->address;

	if (unlikely(!p))
		return NULL;
	if (OBJECT_CHECK)
		state_store(top->state, OBJECT_USER);
	stack_set_top(s, top - 1);
	return p;
}

/* The stack at a byte offset into struct thread. */
static always_inline struct stack *thread_stack(struct thread *t,
						size_t offset)
{
	return (struct stack *)((char *)t + offset);
}

/* Pops an object for size <= LOOKUP_MAX, or NULL if the stack is empty. */
static always_inline void *thread_alloc(size_t size)
{
	struct thread *t = thread_self;

	return stack_pop(thread_stack(
		t, t->offset_of[(size + OBJECT_STEP - 1) / OBJECT_STEP]));
}

/*
 * Pushes an object of the home stripe.  False, with nothing changed, for
 * everything else: other stripes, runs, foreign, wrong and NULL pointers, and
 * a full stack.
 */
static always_inline bool thread_free(void *p)
{
	size_t i = ((uintptr_t)p - arena_base) >> CHUNK_SHIFT;
	struct thread *t = thread_self;
	const struct chunk *c;
	struct object *top;
	struct stack *s;
	uint64_t scaled;
	uint8_t *state;

	if (unlikely(i >= arena_nr_chunks))
		return false;
	c = chunk_at(i);
	if (unlikely(load_relaxed(&c->home) != t->home))
		return false;
	s = thread_stack(t, c->stack_offset);
	top = s->top;
	if (unlikely(top == s->limit))
		return false;
	if (OBJECT_CHECK) {
		scaled = object_scaled(c, p);
		if (unlikely((uint32_t)scaled >= (uint32_t)c->recip))
			return false;
		state = c->state + (scaled >> 32);
		if (unlikely(*state != OBJECT_USER))
			return false;
		state_store(state, OBJECT_FREE);
		top[1].state = state;
	}
	top[1].address = p;
	stack_set_top(s, top + 1);
	return true;
}

#endif /* SLAB_THREAD_H */
