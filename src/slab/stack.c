/* SPDX-License-Identifier: MIT */
/*
 * slab/stack.c - free objects at hand
 */
#include "slab/stack.h"

enum { FIRST_CAPACITY = 8 };

struct object no_objects[1];

static void set_array(struct stacks *s, unsigned sc, struct object *array,
		      unsigned depth, unsigned capacity)
{
	stack_set_top(&s->of[sc], array + depth);
	__atomic_store_n(&s->of[sc].limit, array + capacity, __ATOMIC_RELAXED);
	store_relaxed(&s->capacity[sc], (uint8_t)capacity);
}

void stacks_init(struct stacks *s, char *room, char *room_end)
{
	s->start = room;
	s->room_end = room_end;
	stacks_reset(s);
}

void stacks_reset(struct stacks *s)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		set_array(s, sc, no_objects, 0, 0);
	s->capacity_bytes = 0;
	s->room = s->start;
}

/* The capacity a stack may grow to now, or what it has. */
static unsigned next_capacity(const struct stacks *s, unsigned sc)
{
	const struct size_class *c = &size_classes[sc];
	unsigned have = stack_capacity(s, sc);
	unsigned want = have ? 2 * have : FIRST_CAPACITY;

	if (want > c->cache_max)
		want = c->cache_max;
	if (s->capacity_bytes + (want - have) * c->size > STACKS_BYTES)
		return have;
	return want;
}

bool stack_grow(struct stacks *s, unsigned sc)
{
	unsigned have = stack_capacity(s, sc);
	unsigned want = next_capacity(s, sc);
	unsigned depth = stack_depth(s, sc);
	struct object *from = stack_bottom(s, sc);
	struct object *array = (struct object *)(void *)s->room;

	if (want == have || (char *)(array + want + 1) > s->room_end)
		return false;
	s->room = (char *)(array + want + 1);
	array[0].address = NULL;
	for (unsigned i = 1; i <= depth; i++)
		array[i] = from[i];
	set_array(s, sc, array, depth, want);
	s->capacity_bytes += (want - have) * size_classes[sc].size;
	return true;
}

void stack_take_oldest(struct stacks *s, unsigned sc, void **out, unsigned n)
{
	struct object *bottom = stack_bottom(s, sc);
	unsigned left = stack_depth(s, sc) - n;

	for (unsigned i = 0; i < n; i++)
		out[i] = bottom[1 + i].address;
	for (unsigned i = 1; i <= left; i++)
		bottom[i] = bottom[i + n];
	stack_set_top(&s->of[sc], bottom + left);
}

unsigned stack_depth_unsafe(const struct stacks *s, unsigned sc)
{
	struct object *top = __atomic_load_n(&s->of[sc].top, __ATOMIC_RELAXED);
	struct object *limit =
		__atomic_load_n(&s->of[sc].limit, __ATOMIC_RELAXED);
	unsigned most = stack_capacity(s, sc);
	size_t n = most - (size_t)(limit - top);

	/* The owner may have changed one of the three meanwhile. */
	return n > most ? most : (unsigned)n;
}
