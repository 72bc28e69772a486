/* SPDX-License-Identifier: MIT */
/*
 * unit/check_init.c - how the heap comes to life
 */
#include "api/init.h"
#include "buddy/charge.h"
#include "os/limits.h"
#include "slab/boot.h"
#include "slab/heap.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/probe.h"
#include "support/inject.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(test_first_use_makes_the_heap)
{
	void *p;

	ck_assert_uint_eq(arena.bytes, 0);
	p = buddy_malloc(100);
	ck_assert_ptr_nonnull(p);
	ck_assert_uint_gt(arena.bytes, 0);
	buddy_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_environment_sets_options)
{
	setenv("BUDDY_CONF", "arena:128M,stripes:3,foreign:ignore,x:1", 1);
	ck_assert(heap_boot());
	ck_assert_uint_eq(arena.bytes, 128 * MIB);
	ck_assert_uint_eq(stripes_max(), 3);
	ck_assert_uint_eq(options_in_force.arena_bytes, 128 * MIB);
	ck_assert_int_eq(foreign_policy, FOREIGN_IGNORE);
}
END_TEST

START_TEST(test_init_with_sets_options)
{
	struct options o = heap_options(64 * MIB);

	setenv("BUDDY_CONF", "arena:128M", 1);
	o.purge_floor_bytes = 3 * MIB;
	o.purge_share = 70;
	o.purge_slack = 5;
	o.purge_delay_ms = 11;
	o.populate_bytes = 6 * MIB;
	o.cache_bytes = 7 * MIB;
	o.thp = THP_NEVER;
	o.min_free_bytes = 2 * MIB;
	ck_assert(init_with(&o));
	ck_assert_uint_eq(arena.bytes, 64 * MIB);
	ck_assert_uint_eq(purge_config.floor_pages, 3 * MIB / PAGE_BYTES);
	ck_assert_uint_eq(purge_config.share_percent, 70);
	ck_assert_uint_eq(purge_config.slack_share, 5);
	ck_assert_uint_eq(purge_config.age_ms, 11);
	ck_assert_uint_eq(slabs_populate_bytes, 6 * MIB);
	ck_assert_uint_eq(stacks_most_bytes, 7 * MIB);
	ck_assert_int_eq(thp_policy, THP_NEVER);
	/* 512 pages, shared out by size: a quarter of the arena is DMA. */
	ck_assert_uint_eq(zones[ZONE_DMA].mark[WMARK_MIN], 128);
	ck_assert_uint_eq(zones[ZONE_DMA32].mark[WMARK_MIN], 384);
}
END_TEST

START_TEST(test_limit_decides_on_stripes_and_huge_pages)
{
	struct options o = options_default();

	o.limit_bytes = 16 * BLOCK_BYTES;
	ck_assert(init_with(&o));
	ck_assert_uint_eq(load_relaxed(&charge_limit), 16 * BLOCK_PAGES);
	ck_assert_uint_le(stripes_max(), 2);
	ck_assert_int_eq(thp_policy, THP_NEVER);
}
END_TEST

START_TEST(test_limit_leaves_huge_pages_that_are_asked_for)
{
	struct options o = options_default();

	o.limit_bytes = 64 * MIB;
	o.thp = THP_ALWAYS;
	ck_assert(init_with(&o));
	ck_assert_int_eq(thp_policy, THP_ALWAYS);
}
END_TEST

START_TEST(test_heap_is_made_once)
{
	struct options o = heap_options(64 * MIB);

	ck_assert(init_with(&o));
	ck_assert(!init_with(&o));
	ck_assert(heap_boot());
	ck_assert_uint_eq(arena.bytes, 64 * MIB);
}
END_TEST

/* Objects and runs can be had, and the validator finds nothing. */
static void ck_heap_works(void)
{
	static const size_t sizes[] = { 10, 1000, 100000 };
	void *p[ARRAY_SIZE(sizes)];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = buddy_malloc(sizes[i]);
		ck_assert_ptr_nonnull(p[i]);
		pattern_write(p[i], sizes[i], i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		ck_assert(pattern_holds(p[i], sizes[i], i));
		buddy_free(p[i]);
	}
	ck_heap_sound();
}

START_TEST(test_no_address_space_means_no_memory)
{
	inject_fail(OS_RESERVE, 0, ALWAYS, ENOMEM);
	errno = 0;
	ck_assert_ptr_null(buddy_malloc(10));
	ck_assert_int_eq(errno, ENOMEM);
	ck_assert_ptr_null(buddy_calloc(10, 10));
	ck_assert_ptr_null(buddy_realloc(NULL, 10));
	ck_assert_ptr_null(buddy_aligned_alloc(64, 64));
	ck_assert_ptr_null(buddy_malloc(10000000));
	ck_assert_ptr_null(buddy_alloc_pages(0, 0));
	buddy_free(NULL);
	ck_assert_int_eq(buddy_trim(0), 0);
	ck_assert_int_eq(buddy_check(), 0);
	ck_assert_uint_eq(heap_info().arena_bytes, 0);
	inject_stop();
	ck_heap_works();
}
END_TEST

START_TEST(test_no_commit_means_no_memory)
{
	struct options o = heap_options(64 * MIB);

	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	ck_assert(!init_with(&o));
	ck_assert_ptr_null(buddy_malloc(10));
	ck_assert_ptr_null(buddy_alloc_pages(0, 0));
	ck_assert(!heap_boot());
	inject_stop();
	ck_heap_works();
	/* The options were not forgotten meanwhile. */
	ck_assert_uint_eq(arena.bytes, 64 * MIB);
}
END_TEST

/* Each call of the start, one after the other, is refused once. */
START_TEST(test_refused_start_is_tried_again)
{
	static const enum os_call calls[] = { OS_RESERVE, OS_MAKE_READABLE,
					      OS_COMMIT };
	enum os_call call = calls[_i];
	struct options o = heap_options(BLOCK_BYTES);
	size_t before = os_mapped_bytes();
	unsigned n = 0;

	for (inject_fail(call, 0, 1, ENOMEM); !init_with(&o);
	     inject_fail(call, ++n, 1, ENOMEM)) {
		ck_assert_uint_eq(os_mapped_bytes(), before);
		ck_assert(!heap_is_ready());
	}
	inject_stop();
	ck_assert_uint_ge(n, 1);
	ck_heap_works();
}
END_TEST

/* Were it forgotten, each try would take as much again. */
START_TEST(test_start_that_cannot_be_undone)
{
	struct options o = heap_options(64 * MIB);
	size_t before = os_mapped_bytes(), once;

	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	inject_fail(OS_UNRESERVE, 0, ALWAYS, ENOMEM);
	ck_assert(!init_with(&o));
	once = os_mapped_bytes();
	ck_assert_uint_gt(once, before);
	for (int i = 0; i < 10; i++)
		ck_assert_ptr_null(buddy_malloc(10));
	ck_assert_uint_eq(os_mapped_bytes(), once);
	inject_fail(OS_UNRESERVE, 0, 0, ENOMEM);
	ck_assert_ptr_null(buddy_malloc(10));
	ck_assert_uint_eq(os_mapped_bytes(), before);
	inject_stop();
	ck_heap_works();
}
END_TEST

static void start_twice(void *arg)
{
	(void)arg;
	setenv("BUDDY_CONF", "warn:true,x:1", 1);
	inject_fail(OS_COMMIT, 0, 1, ENOMEM);
	must(!heap_boot());
	must(heap_boot());
}

START_TEST(test_second_start_does_not_warn_again)
{
	struct capture c;
	const char *first;

	/* Where a sanitizer has a thread of its own, the fork makes the heap.
	 */
	if (!os_single_threaded())
		return;
	c = capture(start_twice, NULL);
	first = strstr(c.text, "x:1");
	ck_assert(capture_exited(&c));
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "x:1"));
}
END_TEST

START_TEST(test_smallest_arena_works)
{
	struct options o = heap_options(BLOCK_BYTES);
	void *p[64];

	heap_make(&o);
	for (int i = 0; i < 64; i++) {
		p[i] = buddy_malloc(i % 4 * 100u);
		ck_assert_ptr_nonnull(p[i]);
	}
	for (int i = 0; i < 64; i++)
		buddy_free(p[i]);
	ck_assert_ptr_null(buddy_malloc(2 * BLOCK_BYTES));
	ck_heap_sound();
}
END_TEST

START_TEST(test_min_free_larger_than_the_arena)
{
	struct options o = heap_options(64 * MIB);

	o.min_free_bytes = 256 * MIB;
	heap_make(&o);
	ck_assert_ptr_null(buddy_malloc(10));
	ck_assert_ptr_null(buddy_malloc(10 * MIB));
	ck_heap_sound();
}
END_TEST

static void first_use(void *arg, unsigned i)
{
	void **p = arg;

	p[i] = buddy_malloc(100 + i);
}

START_TEST(test_threads_race_to_be_first)
{
	void *p[8] = { NULL };

	setenv("BUDDY_CONF", "arena:256M", 1);
	threads_run(8, first_use, p);
	for (int i = 0; i < 8; i++) {
		ck_assert_ptr_nonnull(p[i]);
		ck_assert(arena_holds(p[i]));
		buddy_free(p[i]);
	}
	ck_heap_sound();
}
END_TEST

/* Some of the first tries fail; whoever gets NULL asks again. */
static void first_use_at_last(void *arg, unsigned i)
{
	void **p = arg;

	while (!p[i])
		p[i] = buddy_malloc(100 + i);
}

START_TEST(test_threads_race_to_start_again)
{
	void *p[8] = { NULL };

	setenv("BUDDY_CONF", "arena:256M", 1);
	inject_fail(OS_COMMIT, 0, 20, ENOMEM);
	threads_run(8, first_use_at_last, p);
	for (int i = 0; i < 8; i++)
		buddy_free(p[i]);
	ck_heap_works();
}
END_TEST

/* Thread 0 is between two halves of a fork; thread 1 has to wait. */
static void start_or_fork(void *arg, unsigned i)
{
	struct turns *turns = arg;

	if (i == 1) {
		turns_wait(turns, 1);
		must(heap_boot());
		return;
	}
	inject_fail(OS_RESERVE, 0, ALWAYS, ENOMEM);
	must(!init_before_fork());
	inject_stop();
	turns_next(turns);
	/* More than a start takes. */
	usleep(20000);
	must(!heap_is_ready());
	must(!buddy_malloc(10));
	init_after_fork();
	must(heap_boot());
}

START_TEST(test_no_heap_is_made_during_a_fork)
{
	struct turns turns = { 0 };

	threads_run(2, start_or_fork, &turns);
	ck_heap_works();
}
END_TEST

START_TEST(test_heap_is_made_before_a_fork)
{
	ck_assert(init_before_fork());
	ck_assert(heap_is_ready());
	init_after_fork();
	ck_heap_works();
}
END_TEST

static void print_at_exit(void *arg)
{
	(void)arg;
	setenv("BUDDY_CONF", "arena:64M,stats_print:true", 1);
	buddy_malloc(100);
	/* Runs destructors, and not the framework's handlers. */
	exit(0);
}

START_TEST(test_stats_are_printed_at_exit)
{
	struct capture c;

	/* Where a sanitizer has a thread of its own, the fork makes the heap,
	 * before there is a stderr to listen to. */
	if (!os_single_threaded())
		return;
	c = capture(print_at_exit, NULL);
	ck_assert(capture_exited(&c));
	ck_assert(strstr(c.text, "Node 0, zone "));
	ck_assert(strstr(c.text, "user "));
}
END_TEST

static Suite *init_suite(void)
{
	Suite *s = suite_create("init");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);
	TCase *concurrency = suite_case(s, "concurrency", NULL);

	tcase_add_test(core, test_first_use_makes_the_heap);
	tcase_add_test(core, test_environment_sets_options);
	tcase_add_test(core, test_init_with_sets_options);
	tcase_add_test(core, test_limit_decides_on_stripes_and_huge_pages);
	tcase_add_test(core, test_limit_leaves_huge_pages_that_are_asked_for);
	tcase_add_test(core, test_heap_is_made_once);
	tcase_add_test(core, test_stats_are_printed_at_exit);
	tcase_add_test(limits, test_no_address_space_means_no_memory);
	tcase_add_test(limits, test_no_commit_means_no_memory);
	/* An emulator maps memory of its own meanwhile. */
	if (probe_real_kernel()) {
		tcase_add_loop_test(limits, test_refused_start_is_tried_again,
				    0, 3);
		tcase_add_test(limits, test_start_that_cannot_be_undone);
	}
	tcase_add_test(limits, test_second_start_does_not_warn_again);
	tcase_add_test(limits, test_smallest_arena_works);
	tcase_add_test(limits, test_min_free_larger_than_the_arena);
	tcase_add_test(concurrency, test_threads_race_to_be_first);
	tcase_add_test(concurrency, test_threads_race_to_start_again);
	tcase_add_test(concurrency, test_no_heap_is_made_during_a_fork);
	tcase_add_test(concurrency, test_heap_is_made_before_a_fork);
	return s;
}

int main(void)
{
	return suite_run(init_suite());
}
