/* SPDX-License-Identifier: MIT */
/*
 * unit/check_resize.c - realloc by every path it may take
 */
#include "slab/heap.h"
#include "slab/moved.h"
#include "slab/run.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"

#include <errno.h>

/* A block with a pattern of its size. */
static void *make(size_t size)
{
	void *p = heap_alloc(size);

	ck_assert_ptr_nonnull(p);
	pattern_write(p, size, size);
	return p;
}

/* Resizes and verifies what must be kept. */
static void *resize(void *p, size_t old_size, size_t size)
{
	size_t kept = old_size < size ? old_size : size;
	void *q = heap_realloc(p, size);

	must(q && heap_usable_size(q) >= size);
	must(pattern_kept(q, old_size, kept, old_size));
	return q;
}

static void expect_moved_to(size_t from, size_t to)
{
	void *p = make(from), *q = resize(p, from, to);

	ck_assert_ptr_ne(p, q);
	ck_assert(!heap_usable_size(p) || !OBJECT_CHECK);
	heap_free(q);
	ck_heap_sound();
}

static void expect_in_place(size_t from, size_t to)
{
	void *p = make(from);

	ck_assert_ptr_eq(resize(p, from, to), p);
	heap_free(p);
	ck_heap_sound();
}

START_TEST(test_object_stays_while_it_fits)
{
	expect_in_place(100, 112);
	expect_in_place(100, 99);
	expect_in_place(100, 60);
	expect_in_place(1, 16);
	expect_in_place(16, 1);
	expect_in_place(OBJECT_MAX - 100, OBJECT_MAX);
}
END_TEST

START_TEST(test_object_moves_when_it_does_not)
{
	expect_moved_to(16, 17);
	expect_moved_to(100, 1000);
	expect_moved_to(1000, 100);
	expect_moved_to(OBJECT_MAX, 1);
}
END_TEST

/* What a block of `from` has room for, grown to `to`. */
static size_t room_after(size_t from, size_t to)
{
	void *p = resize(make(from), from, to);
	size_t room = heap_usable_size(p);

	heap_free(p);
	return room;
}

START_TEST(test_growth_by_a_few_bytes_gets_room_for_more)
{
	ck_assert_uint_eq(room_after(112, 113), 144);
	ck_assert_uint_eq(room_after(112, 120), 144);
	ck_assert_uint_eq(room_after(16, 17), 32);
	ck_assert_uint_eq(room_after(1024, 1025), 1280);
	ck_assert_uint_eq(room_after(OBJECT_MAX, OBJECT_MAX + 1),
			  PAGE_BYTES *
				  bytes_to_pages(OBJECT_MAX + OBJECT_MAX / 4));
}
END_TEST

START_TEST(test_growth_by_a_large_step_gets_what_it_asks_for)
{
	ck_assert_uint_eq(room_after(112, 121), 128);
	ck_assert_uint_eq(room_after(112, 200), 208);
	ck_assert_uint_eq(room_after(1024, 1033), 1152);
	ck_assert_uint_eq(room_after(OBJECT_MAX, OBJECT_MAX + 100),
			  PAGE_BYTES * bytes_to_pages(OBJECT_MAX + 100));
}
END_TEST

START_TEST(test_growth_byte_by_byte_rarely_moves)
{
	void *p = make(16);
	unsigned moves = 0;

	for (size_t size = 17; size <= OBJECT_MAX; size++) {
		void *q = heap_realloc(p, size);

		must(q != NULL);
		moves += q != p;
		p = q;
	}
	/* A quarter more each time, and steps where that is too fine. */
	ck_assert_uint_le(moves, 40);
	heap_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_object_becomes_a_run_and_back)
{
	expect_moved_to(OBJECT_MAX, OBJECT_MAX + 1);
	expect_moved_to(100, 10 * MIB);
	expect_moved_to(OBJECT_MAX + 1, OBJECT_MAX);
	expect_moved_to(2 * BLOCK_BYTES, 100);
}
END_TEST

START_TEST(test_run_stays_within_its_pages)
{
	expect_in_place(40000, 40960);
	expect_in_place(40960, 36865);
}
END_TEST

START_TEST(test_run_shrinks_in_place_and_frees_its_tail)
{
	void *p = make(10 * MIB);
	uint64_t before = heap_info().run_pages;

	ck_assert_ptr_eq(resize(p, 10 * MIB, 5 * MIB), p);
	ck_assert_uint_eq(heap_info().run_pages, before - 5 * MIB / PAGE_BYTES);
	heap_free(p);
	ck_heap_sound();
	expect_in_place(200000, 50000);
	expect_in_place(2 * BLOCK_BYTES, BLOCK_BYTES);
	expect_in_place(2 * BLOCK_BYTES + 1, BLOCK_BYTES + 1);
	expect_in_place(BLOCK_BYTES, BLOCK_BYTES / 2 + 5);
}
END_TEST

START_TEST(test_run_grows_into_free_pages)
{
	expect_in_place(40000, 100000);
	expect_in_place(40000, 500000);
}
END_TEST

START_TEST(test_run_moves_when_its_neighbour_is_in_use)
{
	void *p = make(40000), *next = heap_alloc(40000);
	void *q = resize(p, 40000, 500000);

	ck_assert_ptr_ne(p, q);
	heap_free(next);
	heap_free(q);
	ck_heap_sound();
}
END_TEST

/* A run that cannot grow where it is, large enough to move page tables. */
static char *make_fenced(size_t size)
{
	char *p = heap_alloc_aligned(BLOCK_BYTES, size), *fence;

	pattern_write(p, size, size);
	fence = heap_alloc_aligned(BLOCK_BYTES, BLOCK_BYTES);
	ck_assert_ptr_nonnull(fence);
	return p;
}

START_TEST(test_large_run_takes_its_pages_along)
{
	size_t size = 2 * BLOCK_BYTES;
	void *p = make_fenced(size), *q;

	q = resize(p, size, 3 * size);
	ck_assert_ptr_ne(p, q);
	heap_free(q);
	ck_assert(!moved_any());
	ck_heap_sound();
}
END_TEST

START_TEST(test_large_run_starts_where_pages_can_be_moved)
{
	for (size_t i = 0; i < 20; i++) {
		make(OBJECT_MAX + 1 + i * PAGE_BYTES);
		must(is_aligned((uintptr_t)make(MIB + 1 + i * PAGE_BYTES),
				arena.page_bytes));
	}
}
END_TEST

START_TEST(test_large_run_grows_again_and_again)
{
	size_t size = MIB;
	char *p = make_fenced(size);

	while (size < 48 * MIB) {
		p = resize(p, size, size + size / 2);
		size += size / 2;
		pattern_write(p, size, size);
		must(heap_alloc(100000));
	}
	heap_free(p);
	ck_assert(!moved_any());
	ck_heap_sound();
}
END_TEST

/* Moving page tables fails: the contents must come along all the same. */
static void expect_copy(enum os_call call, int error)
{
	size_t size = 2 * BLOCK_BYTES;
	char *p = make_fenced(size), *q;

	inject_fail(OS_MOVE, 0, ALWAYS, error);
	if (call != OS_MOVE)
		inject_fail(call, 0, ALWAYS, error);
	q = resize(p, size, 3 * size);
	ck_assert_ptr_ne(p, q);
	ck_assert_uint_gt(inject_seen(OS_MOVE), 0);
	inject_stop();
	ck_assert(!moved_any());
	pattern_write(q, 3 * size, 1);
	heap_free(q);
	ck_heap_sound();
}

START_TEST(test_copy_when_the_move_faults)
{
	expect_copy(OS_MOVE, EFAULT);
}
END_TEST

START_TEST(test_copy_when_the_move_has_no_memory)
{
	expect_copy(OS_MOVE, ENOMEM);
}
END_TEST

START_TEST(test_copy_when_there_is_no_such_call)
{
	expect_copy(OS_MOVE, ENOSYS);
}
END_TEST

START_TEST(test_copy_when_the_remap_fails_as_well)
{
	/* The destination is still there, as advice tells. */
	expect_copy(OS_REMAP, ENOMEM);
}
END_TEST

START_TEST(test_block_stays_when_the_destination_is_lost)
{
	size_t size = 2 * BLOCK_BYTES;
	char *p = make_fenced(size);

	inject_fail(OS_MOVE, 0, ALWAYS, ENOMEM);
	inject_fail(OS_REMAP, 0, ALWAYS, ENOMEM);
	inject_fail(OS_PURGE, 0, ALWAYS, ENOMEM);
	ck_assert_ptr_null(heap_realloc(p, 3 * size));
	inject_stop();
	ck_assert(pattern_holds(p, size, size));
	heap_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_block_stays_without_memory)
{
	static const size_t sizes[] = { 16, 1000, 40000, 2 * MIB };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = make(sizes[i]);

		ck_assert_ptr_null(heap_realloc(p, 2 * GIB));
		ck_assert(pattern_holds(p, sizes[i], sizes[i]));
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_shrinking_needs_no_memory)
{
	static const size_t sizes[] = { 1000, 5000, 40000, 2 * MIB };
	void *p[ARRAY_SIZE(sizes)];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		p[i] = make(sizes[i]);
	while (heap_alloc(OBJECT_MAX + 1))
		;
	while (heap_alloc(16))
		;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		p[i] = resize(p[i], sizes[i], 16);
	ck_heap_sound();
}
END_TEST

START_TEST(test_every_path_with_a_kernel_that_refuses)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 300; i++) {
		size_t size = 1 + rng_size(&rng, 12 * MIB);
		size_t to = 1 + rng_size(&rng, 12 * MIB);
		void *p = heap_alloc(size), *q;

		must(p);
		pattern_write(p, size, size);
		inject_fail(i % NR_OS_CALLS, rng_below(&rng, 3),
			    1 + (unsigned)rng_below(&rng, 8), ENOMEM);
		q = heap_realloc(p, to);
		inject_stop();
		if (q)
			must(pattern_kept(q, size, size < to ? size : to,
					  size));
		else
			must(pattern_holds(p, size, size));
		heap_free(q ? q : p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_random_sizes_keep_the_contents)
{
	struct rng rng = rng_seeded(__func__);
	size_t size = 100;
	void *p = make(size);

	for (int i = 0; i < 1500; i++) {
		size_t to = 1 + rng_size(&rng, 16 * MIB);

		p = resize(p, size, to);
		size = to;
		pattern_write(p, size, size);
	}
	heap_free(p);
	ck_assert(!moved_any());
	ck_heap_sound();
}
END_TEST

/* Runs share blocks, and here and there a system page. */
START_TEST(test_random_runs_beside_each_other)
{
	struct rng rng = rng_seeded(__func__);
	struct run {
		char *p;
		size_t size;
	} run[16];

	for (size_t i = 0; i < ARRAY_SIZE(run); i++) {
		run[i].size = OBJECT_MAX + 1 + rng_size(&rng, 3 * MIB);
		run[i].p = make(run[i].size);
	}
	for (int n = 0; n < 2000; n++) {
		struct run *r = &run[rng_below(&rng, ARRAY_SIZE(run))];
		size_t to = OBJECT_MAX + 1 + rng_size(&rng, 3 * MIB);

		r->p = resize(r->p, r->size, to);
		r->size = to;
		pattern_write(r->p, r->size, r->size);
	}
	for (size_t i = 0; i < ARRAY_SIZE(run); i++) {
		must(pattern_holds(run[i].p, run[i].size, run[i].size));
		heap_free(run[i].p);
	}
	ck_assert(!moved_any());
	ck_heap_sound();
}
END_TEST

/* Room for more than was asked for is a wish: without memory it goes unmet. */
START_TEST(test_creep_without_memory_gets_what_was_asked_for)
{
	enum { OLD = 1024, NEXT = 1152 };
	char *p = make(OLD);

	/* Its slab has free objects, and stays. */
	must(heap_alloc(NEXT));
	for (size_t size = 4 * MIB; size >= PAGE_BYTES; size /= 2)
		while (heap_alloc(size))
			;
	p = resize(p, OLD, OLD + 1);
	ck_assert_uint_eq(heap_usable_size(p), NEXT);
	ck_heap_sound();
}
END_TEST

static Suite *resize_suite(void)
{
	Suite *s = suite_create("resize");
	TCase *core = suite_case(s, "core", heap_setup_1g);
	TCase *limits = suite_case(s, "limits", heap_setup_1g);
	TCase *shortage = suite_case(s, "limits", heap_setup_64m);

	tcase_add_test(core, test_object_stays_while_it_fits);
	tcase_add_test(core, test_object_moves_when_it_does_not);
	tcase_add_test(core, test_growth_by_a_few_bytes_gets_room_for_more);
	tcase_add_test(core, test_growth_by_a_large_step_gets_what_it_asks_for);
	tcase_add_test(core, test_growth_byte_by_byte_rarely_moves);
	tcase_add_test(core, test_object_becomes_a_run_and_back);
	tcase_add_test(core, test_run_stays_within_its_pages);
	tcase_add_test(core, test_run_shrinks_in_place_and_frees_its_tail);
	tcase_add_test(core, test_run_grows_into_free_pages);
	tcase_add_test(core, test_run_moves_when_its_neighbour_is_in_use);
	tcase_add_test(core, test_large_run_takes_its_pages_along);
	tcase_add_test(core, test_large_run_starts_where_pages_can_be_moved);
	tcase_add_test(core, test_large_run_grows_again_and_again);
	tcase_add_test(core, test_random_sizes_keep_the_contents);
	tcase_add_test(core, test_random_runs_beside_each_other);
	tcase_add_test(shortage,
		       test_creep_without_memory_gets_what_was_asked_for);
	tcase_add_test(limits, test_copy_when_the_move_faults);
	tcase_add_test(limits, test_copy_when_the_move_has_no_memory);
	tcase_add_test(limits, test_copy_when_there_is_no_such_call);
	tcase_add_test(limits, test_copy_when_the_remap_fails_as_well);
	tcase_add_test(limits, test_block_stays_when_the_destination_is_lost);
	tcase_add_test(limits, test_block_stays_without_memory);
	tcase_add_test(shortage, test_shrinking_needs_no_memory);
	if (probe_real_kernel())
		tcase_add_test(limits,
			       test_every_path_with_a_kernel_that_refuses);
	return s;
}

int main(void)
{
	return suite_run(resize_suite());
}
