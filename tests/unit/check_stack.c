/* SPDX-License-Identifier: MIT */
/*
 * unit/check_stack.c - stacks of free objects: order, growth, bounds
 */
#include "slab/stack.h"
#include "support/pages.h"
#include "support/suite.h"

static struct stacks stacks;
static char room[128 * 1024] cacheline_aligned;
/* Addresses that stand for objects, and their state bytes. */
static char objects[256];
static uint8_t states[256];

static void setup(void)
{
	stacks_init(&stacks, room, room + sizeof(room));
}

static void setup_pages(void)
{
	pages_setup_256m();
	setup();
}

static struct object object(unsigned i)
{
	return (struct object){ &objects[i], &states[i] };
}

/* Grows a stack as far as it goes. */
static unsigned grow_fully(unsigned sc)
{
	while (stack_grow(&stacks, sc))
		;
	return stack_capacity(&stacks, sc);
}

/* Pushes objects 0 .. n - 1. */
static void push(unsigned sc, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		stack_push(&stacks.of[sc], object(i));
}

START_TEST(test_stack_starts_empty_and_full)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		must(stack_depth(&stacks, sc) == 0);
		must(stack_capacity(&stacks, sc) == 0);
		must(!stack_pop(&stacks.of[sc]));
		must(stacks.of[sc].top == stacks.of[sc].limit);
		must(stack_depth_unsafe(&stacks, sc) == 0);
	}
}
END_TEST

START_TEST(test_stack_is_last_in_first_out)
{
	ck_assert(stack_grow(&stacks, 3));
	push(3, 5);
	ck_assert_uint_eq(stack_depth(&stacks, 3), 5);
	ck_assert_uint_eq(stack_depth_unsafe(&stacks, 3), 5);
	for (unsigned i = 5; i-- > 0;)
		ck_assert_ptr_eq(stack_pop(&stacks.of[3]), &objects[i]);
	ck_assert_ptr_null(stack_pop(&stacks.of[3]));
	ck_assert_uint_eq(stack_depth(&stacks, 3), 0);
}
END_TEST

START_TEST(test_pop_makes_the_object_the_users)
{
	stack_grow(&stacks, 3);
	push(3, 2);
	stack_pop(&stacks.of[3]);
	ck_assert_int_eq(states[1], OBJECT_CHECK ? OBJECT_USER : OBJECT_FREE);
	ck_assert_int_eq(states[0], OBJECT_FREE);
}
END_TEST

START_TEST(test_stacks_are_apart)
{
	for (unsigned sc = 0; sc < 4; sc++) {
		stack_grow(&stacks, sc);
		push(sc, sc + 1);
	}
	for (unsigned sc = 0; sc < 4; sc++)
		ck_assert_uint_eq(stack_depth(&stacks, sc), sc + 1);
}
END_TEST

START_TEST(test_grow_keeps_the_objects)
{
	unsigned n = 0, capacity;

	while (stack_grow(&stacks, 0)) {
		capacity = stack_capacity(&stacks, 0);
		ck_assert_uint_gt(capacity, n);
		for (; n < capacity; n++)
			stack_push(&stacks.of[0], object(n));
	}
	while (n-- > 0)
		must(stack_pop(&stacks.of[0]) == &objects[n]);
}
END_TEST

START_TEST(test_grow_ends_at_the_class_maximum)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		setup();
		must(grow_fully(sc) == size_classes[sc].cache_max);
	}
}
END_TEST

START_TEST(test_stacks_together_stay_within_their_bytes)
{
	uint64_t sum = 0;

	for (unsigned sc = NR_CLASSES; sc-- > 0;)
		sum += (uint64_t)grow_fully(sc) * size_classes[sc].size;
	ck_assert_uint_le(sum, stacks_limit());
	ck_assert_uint_eq(sum, stacks.capacity_bytes);
}
END_TEST

/* A stack's first few entries come whatever the others hold. */
START_TEST(test_stacks_grow_within_their_budget)
{
	for (unsigned sc = NR_CLASSES; sc-- > 0;)
		for (bool first = true; stack_grow(&stacks, sc); first = false)
			must(first ||
			     stacks.capacity_bytes <= STACKS_LEAST_BYTES);
}
END_TEST

START_TEST(test_budget_follows_what_is_in_use)
{
	uint64_t pages = STACKS_BUDGET_SHARE * stacks_most_bytes >> PAGE_SHIFT;
	struct page_request rq = { .nr_pages = (uint32_t)pages,
				   .zone = ZONE_DMA32,
				   .kind = PG_RUN,
				   .home = &stripes[0] };
	uint32_t small;

	for (unsigned sc = NR_CLASSES; sc-- > 0;)
		grow_fully(sc);
	small = stacks.capacity_bytes;
	ck_assert_uint_ne(page_alloc(&rq), PFN_NONE);
	ck_assert_uint_gt(stacks.refusals, 0);
	/* A refusal holds for a while. */
	for (unsigned n = stacks.refusals; n > 0; n--)
		must(!stack_grow(&stacks, 0));
	for (unsigned sc = NR_CLASSES; sc-- > 0;)
		grow_fully(sc);
	ck_assert_uint_gt(stacks.capacity_bytes, small);
	ck_assert_uint_gt(stacks.capacity_bytes, STACKS_LEAST_BYTES);
	ck_assert_uint_le(stacks.capacity_bytes, stacks_limit());
}
END_TEST

START_TEST(test_shrunk_stack_keeps_its_array)
{
	unsigned most = grow_fully(0);
	uint32_t bytes = stacks.capacity_bytes;
	const char *left = stacks.room;

	stack_shrink(&stacks, 0, FIRST_CAPACITY);
	ck_assert_uint_eq(stack_capacity(&stacks, 0), FIRST_CAPACITY);
	ck_assert_uint_eq(stacks.capacity_bytes,
			  bytes - (most - FIRST_CAPACITY) * OBJECT_STEP);
	ck_assert_ptr_null(stack_pop(&stacks.of[0]));
	push(0, FIRST_CAPACITY);
	ck_assert_ptr_eq(stacks.of[0].top, stacks.of[0].limit);
	ck_assert_uint_eq(grow_fully(0), most);
	ck_assert_uint_eq(stack_depth(&stacks, 0), FIRST_CAPACITY);
	for (unsigned i = FIRST_CAPACITY; i-- > 0;)
		ck_assert_ptr_eq(stack_pop(&stacks.of[0]), &objects[i]);
	ck_assert_ptr_eq(stacks.room, left);
	ck_assert_uint_eq(stacks.capacity_bytes, bytes);
}
END_TEST

START_TEST(test_grow_ends_with_the_room)
{
	stacks_init(&stacks, room, room + 400);
	ck_assert(stack_grow(&stacks, 0));
	ck_assert(grow_fully(0) * sizeof(struct object) < 400);
	push(0, stack_capacity(&stacks, 0));
	ck_assert((char *)(stacks.of[0].top + 1) <= room + 400);
}
END_TEST

START_TEST(test_take_oldest_leaves_the_newest)
{
	void *out[4];

	stack_grow(&stacks, 2);
	push(2, 7);
	stack_take_oldest(&stacks, 2, out, 4);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_ptr_eq(out[i], &objects[i]);
	ck_assert_uint_eq(stack_depth(&stacks, 2), 3);
	for (unsigned i = 7; i-- > 4;)
		ck_assert_ptr_eq(stack_pop(&stacks.of[2]), &objects[i]);
	ck_assert_ptr_null(stack_pop(&stacks.of[2]));
}
END_TEST

START_TEST(test_take_oldest_takes_all)
{
	void *out[8];

	stack_grow(&stacks, 2);
	push(2, 8);
	stack_take_oldest(&stacks, 2, out, 8);
	ck_assert_uint_eq(stack_depth(&stacks, 2), 0);
	ck_assert_ptr_null(stack_pop(&stacks.of[2]));
	push(2, 8);
	ck_assert_uint_eq(stack_depth(&stacks, 2), 8);
}
END_TEST

static Suite *stack_suite(void)
{
	Suite *s = suite_create("stack");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *heap = suite_case(s, "limits", setup_pages);

	tcase_add_test(core, test_stack_starts_empty_and_full);
	tcase_add_test(core, test_stack_is_last_in_first_out);
	tcase_add_test(core, test_pop_makes_the_object_the_users);
	tcase_add_test(core, test_stacks_are_apart);
	tcase_add_test(core, test_grow_keeps_the_objects);
	tcase_add_test(core, test_shrunk_stack_keeps_its_array);
	tcase_add_test(core, test_take_oldest_leaves_the_newest);
	tcase_add_test(core, test_take_oldest_takes_all);
	tcase_add_test(limits, test_grow_ends_at_the_class_maximum);
	tcase_add_test(limits, test_stacks_together_stay_within_their_bytes);
	tcase_add_test(limits, test_stacks_grow_within_their_budget);
	tcase_add_test(limits, test_grow_ends_with_the_room);
	tcase_add_test(heap, test_budget_follows_what_is_in_use);
	return s;
}

int main(void)
{
	return suite_run(stack_suite());
}
