/* SPDX-License-Identifier: MIT */
/*
 * unit/check_stack.c - stacks of free objects: order, growth, bounds
 */
#include "slab/stack.h"
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
	ck_assert_uint_le(sum, STACKS_BYTES);
	ck_assert_uint_eq(sum, stacks.capacity_bytes);
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

	tcase_add_test(core, test_stack_starts_empty_and_full);
	tcase_add_test(core, test_stack_is_last_in_first_out);
	tcase_add_test(core, test_pop_makes_the_object_the_users);
	tcase_add_test(core, test_stacks_are_apart);
	tcase_add_test(core, test_grow_keeps_the_objects);
	tcase_add_test(core, test_take_oldest_leaves_the_newest);
	tcase_add_test(core, test_take_oldest_takes_all);
	tcase_add_test(limits, test_grow_ends_at_the_class_maximum);
	tcase_add_test(limits, test_stacks_together_stay_within_their_bytes);
	tcase_add_test(limits, test_grow_ends_with_the_room);
	return s;
}

int main(void)
{
	return suite_run(stack_suite());
}
