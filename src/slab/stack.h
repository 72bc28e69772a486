/* SPDX-License-Identifier: MIT */
/*
 * slab/stack.h - free objects at hand: a stack per size class
 *
 * malloc pops and free pushes.  A stack's array is
 *
 *     bottom         top                limit
 *     NULL | o1 | o2 | o3 |  .  |  .  |  .  |
 *
 * of objects, each its address and that of its state byte.  The NULL at the
 * bottom tells an empty stack from its top entry alone; a stack without an
 * array has top = limit = an entry that all such stacks share, so the fast
 * paths need no test for it.
 *
 * Capacities start small and double with misses, while the sum of what the
 * stacks may hold stays within their budget.  An object in a stack keeps its
 * whole slab, so the stacks of a class that is being freed shrink with it.
 * Owner thread only; others read figures.
 */
#ifndef SLAB_STACK_H
#define SLAB_STACK_H

#include "slab/slab.h"
#include "slab/stripe_slabs.h"

/*
 * What the objects in a thread's stacks may sum up to: a share of the memory
 * in use, between these limits.
 */
enum { STACKS_LEAST_BYTES = 512 * 1024, STACKS_BUDGET_SHARE = 8 };
extern uint64_t stacks_most_bytes; /* const after init */

/* Wishes to grow that are refused unseen once the budget refused one. */
enum { STACKS_REFUSALS = 64 };

/* What a stack starts with, whatever its class: objects, bytes. */
enum { FIRST_CAPACITY = 8, FIRST_BYTES = OBJECT_MAX };

/*
 * The bound that follows.  With the remote buffer and the page cache it is
 * what an idle thread holds.
 */
static inline uint64_t stacks_limit(void)
{
	return stacks_most_bytes + NR_CLASSES * FIRST_BYTES;
}

/*
 * Changed by the owner alone, with relaxed stores for the readers of figures;
 * the owner itself loads plainly.
 */
struct stack {
	struct object *top;
	struct object *limit;
};
static_assert(sizeof(struct stack) == STACK_BYTES, "chunks hold offsets");

struct stacks {
	struct stack of[NR_CLASSES];
	_Atomic uint16_t capacity[NR_CLASSES]; /* of each, entries */
	uint16_t array_size[NR_CLASSES];       /* that its array has room for */
	uint32_t capacity_bytes;	       /* what all of them may hold */
	uint32_t refusals; /* to come before the budget is asked again */
	/* Where arrays are laid: from start; what is left; the end. */
	char *start, *room, *room_end;
};

/* What a stack without an array points at: an empty bottom. */
extern hidden struct object no_objects[1];

/* Makes all stacks empty and without arrays; those will be laid in room. */
void stacks_init(struct stacks *s, char *room, char *room_end);

/* All stacks are empty: takes their arrays away again. */
void stacks_reset(struct stacks *s);

/* Gives a stack a larger array; false if it has grown as far as it may. */
bool stack_grow(struct stacks *s, unsigned sc);

/* Lowers the capacity of an empty stack; its array stays. */
void stack_shrink(struct stacks *s, unsigned sc, unsigned capacity);

/* Takes the n oldest objects out. */
void stack_take_oldest(struct stacks *s, unsigned sc, void **out, unsigned n);

/* Objects in a stack, for others than the owner: never more than it can be. */
unsigned stack_depth_unsafe(const struct stacks *s, unsigned sc);

static inline unsigned stack_capacity(const struct stacks *s, unsigned sc)
{
	return load_relaxed(&s->capacity[sc]);
}

static inline struct object *stack_bottom(const struct stacks *s, unsigned sc)
{
	return s->of[sc].limit - stack_capacity(s, sc);
}

static inline unsigned stack_depth(const struct stacks *s, unsigned sc)
{
	return (unsigned)(s->of[sc].top - stack_bottom(s, sc));
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

/* The stack has room: top is not limit. */
static inline void stack_push(struct stack *s, struct object object)
{
	s->top[1] = object;
	stack_set_top(s, s->top + 1);
}

#endif /* SLAB_STACK_H */
