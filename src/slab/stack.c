/* SPDX-License-Identifier: MIT */
/*
 * slab/stack.c - free objects at hand
 */
#include "slab/stack.h"

#include "slab/budget.h"

struct object no_objects[1];
uint64_t stacks_most_bytes = 1024 * 1024;

static void set_array(struct stacks *s, unsigned sc, struct object *array,
		      unsigned depth, unsigned capacity)
{
	stack_set_top(&s->of[sc], array + depth);
	__atomic_store_n(&s->of[sc].limit, array + capacity, __ATOMIC_RELAXED);
	store_relaxed(&s->capacity[sc], (uint16_t)capacity);
}

void stacks_init(struct stacks *s, char *room, char *room_end)
{
	s->start = room;
	s->room_end = room_end;
	stacks_reset(s);
}

void stacks_reset(struct stacks *s)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		set_array(s, sc, no_objects, 0, 0);
		s->array_size[sc] = 0;
	}
	s->capacity_bytes = 0;
	s->refusals = 0;
	s->room = s->start;
}

/* What the stacks may hold now. */
static uint64_t most_bytes(void)
{
	uint64_t bytes = budget_pages(STACKS_BUDGET_SHARE) << PAGE_SHIFT;

	if (bytes < STACKS_LEAST_BYTES)
		bytes = STACKS_LEAST_BYTES;
	return bytes < stacks_most_bytes ? bytes : stacks_most_bytes;
}

/* A few small objects, or a large one, are always worth having at hand. */
static unsigned first_capacity(const struct size_class *c)
{
	unsigned n = FIRST_BYTES / c->size;

	if (n > FIRST_CAPACITY)
		return FIRST_CAPACITY;
	return n ? n : 1;
}

/*
 * Whether the stacks may hold so much more.  What they may is a sum over all
 * stripes: after a refusal it is not asked for again at once.
 */
static bool within_budget(struct stacks *s, uint32_t more_bytes)
{
	if (s->refusals) {
		s->refusals--;
		return false;
	}
	if (s->capacity_bytes + more_bytes <= most_bytes())
		return true;
	s->refusals = STACKS_REFUSALS;
	return false;
}

/* The capacity a stack may grow to now, or what it has. */
static unsigned next_capacity(struct stacks *s, unsigned sc)
{
	const struct size_class *c = &size_classes[sc];
	unsigned have = stack_capacity(s, sc);
	unsigned want = 2 * have;

	/* The defences are in the slow paths. */
	if (harden_on(HARDEN_ALL))
		return have;
	if (!have)
		return first_capacity(c);
	if (want > c->cache_max)
		want = c->cache_max;
	/* Arrays double, whatever a stack shrank to. */
	if (have < s->array_size[sc] && want > s->array_size[sc])
		want = s->array_size[sc];
	if (want == have || !within_budget(s, (want - have) * c->size))
		return have;
	return want;
}

/* A longer array, with the objects of the old one; NULL without room. */
static struct object *new_array(struct stacks *s, unsigned sc, unsigned size)
{
	struct object *array = (struct object *)(void *)s->room;

	if ((char *)(array + size + 1) > s->room_end)
		return NULL;
	s->room = (char *)(array + size + 1);
	array[0].address = NULL;
	for (unsigned i = 1; i <= stack_depth(s, sc); i++)
		array[i] = stack_bottom(s, sc)[i];
	s->array_size[sc] = (uint16_t)size;
	return array;
}

bool stack_grow(struct stacks *s, unsigned sc)
{
	unsigned have = stack_capacity(s, sc);
	unsigned want = next_capacity(s, sc);
	struct object *array = stack_bottom(s, sc);

	if (want == have)
		return false;
	if (want > s->array_size[sc])
		array = new_array(s, sc, want);
	if (!array)
		return false;
	set_array(s, sc, array, stack_depth(s, sc), want);
	s->capacity_bytes += (want - have) * size_classes[sc].size;
	return true;
}

void stack_shrink(struct stacks *s, unsigned sc, unsigned capacity)
{
	unsigned have = stack_capacity(s, sc);

	DEBUG_ASSERT(capacity <= have && !stack_depth(s, sc));
	set_array(s, sc, stack_bottom(s, sc), 0, capacity);
	s->capacity_bytes -= (have - capacity) * size_classes[sc].size;
}

void stack_take_oldest(struct stacks *s, unsigned sc, void **out, unsigned n)
{
	struct object *oldest = stack_bottom(s, sc) + 1;
	unsigned left = stack_depth(s, sc) - n;

	for (unsigned i = 0; i < n; i++)
		out[i] = oldest[i].address;
	if (left)
		__builtin_memmove(oldest, oldest + n, left * sizeof(*oldest));
	stack_set_top(&s->of[sc], oldest + left - 1);
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
