/* SPDX-License-Identifier: MIT */
/*
 * slab/thread.h - what a thread owns, and the fast paths
 *
 * A thread owns nothing but caches: stacks of free objects, a buffer of
 * objects on their way to other stripes, a quarantine, a few pages.  At its end
 * they are flushed and that is all.
 *
 * The one thread-local word points at a slot of the arena's own area, or at
 * `none`, whose stacks are empty and full at once, while the thread has no
 * slot: before its first use of the heap, and after its caches were flushed
 * for good.  So the fast paths have no test for that.
 */
#ifndef SLAB_THREAD_H
#define SLAB_THREAD_H

#include "slab/pcp.h"
#include "slab/quarantine.h"
#include "slab/remote.h"
#include "slab/stack.h"
#include "slab/tally.h"

struct thread {
	/* Owner only. */
	struct stacks stacks;		    /* first: see stack_offset */
	struct tally tally;		    /* read by others as figures */
	uint16_t offset_of[LOOKUP_ENTRIES]; /* of the stack for a size */
	uint32_t home;			    /* stripe id + 1, as in chunks */
	struct stripe *stripe;		    /* NULL: this is `none` */
	uint32_t drain_seen;		    /* last drain request obeyed */
	uint32_t exit_rounds;
	/* Bit sc: objects of other stripes were pushed on its stack. */
	uint64_t foreign;
	struct remote_buffer remote;
	struct quarantine quarantine;

	struct pcp pcp;	  /* pcp.lock */
	struct list link; /* registry: live or free slots */
	/* Written under the registry's lock, read without it. */
	_Atomic uint32_t live; /* 1: a thread has the slot */
	struct thread *next;   /* in the chain of all slots; const */
	uint32_t pcp_drained;  /* registry: last request it was drained for */
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

/* Frees an object that is in use in chunk c, when the fast path could not. */
void thread_free_slow(const struct chunk *c, void *object);

/*
 * Flushes the stacks, the quarantine and the buffer of the calling thread, t,
 * if someone asked all threads to since it last looked.
 */
void thread_obey_drain(struct thread *t);

/* Flushes the calling thread's stacks, quarantine, buffer and page cache. */
void thread_drain_own(void);

/* ---- the fast paths ---------------------------------------------------- */

static inline struct thread *thread_get(void)
{
	struct thread *t = thread_self;

	return likely(t->stripe != NULL) ? t : thread_attach();
}

/* The stack at a byte offset into struct thread. */
static always_inline struct stack *thread_stack(struct thread *t, size_t offset)
{
	return (struct stack *)(void *)((char *)t + offset);
}

/* Hands out the newest object of a stack, or NULL if it is empty. */
static always_inline void *thread_pop(struct thread *t, struct stack *s)
{
	void *p = stack_pop(s);

	if (likely(p != NULL))
		add_single_writer(&t->tally.objects, 1);
	return p;
}

/* Pops an object for size <= LOOKUP_MAX, or NULL if the stack is empty. */
static always_inline void *thread_alloc(size_t size)
{
	struct thread *t = thread_self;

	return thread_pop(
		t,
		thread_stack(
			t,
			t->offset_of[(size + OBJECT_STEP - 1) / OBJECT_STEP]));
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
		/* recip is below 2^32: a compare with the low half. */
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
