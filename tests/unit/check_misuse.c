/* SPDX-License-Identifier: MIT */
/*
 * unit/check_misuse.c - wrong pointers stop the program, and say why
 */
#include "slab/misuse.h"
#include "slab/heap.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 64 };

static char in_data[64] = "data";

static void free_it(void *p)
{
	heap_free(p);
}

static void realloc_it(void *p)
{
	heap_realloc(p, 2 * SIZE);
}

/* Freeing p stops the program with these words. */
static void expect_stop(void *p, const char *words)
{
	struct capture c = capture(free_it, p);

	ck_assert_msg(capture_aborted(&c, words), "no '%s' in: %s", words,
		      c.text);
	ck_assert(strstr(c.text, "libbuddy: free: 0x"));
}

/* Only a build that keeps the objects' states can tell. */
static void expect_stop_if_checked(void *p, const char *words)
{
	if (OBJECT_CHECK)
		expect_stop(p, words);
}

START_TEST(test_double_free_raises_abort)
{
	void *p = heap_alloc(SIZE);

	heap_free(p);
	heap_free(p);
}
END_TEST

START_TEST(test_double_free_of_an_object)
{
	void *p = heap_alloc(SIZE);

	heap_free(p);
	expect_stop_if_checked(p, "is free already (double free)");
	expect_stop_if_checked(p, "; slab of 64-byte objects at 0x");
	ck_heap_sound();
}
END_TEST

START_TEST(test_double_free_of_a_flushed_object)
{
	char *keep = heap_alloc(SIZE), *p = heap_alloc(SIZE);

	heap_free(p);
	thread_drain_own();
	expect_stop_if_checked(p, "is free already (double free)");
	heap_free(keep);
}
END_TEST

START_TEST(test_double_free_of_a_run)
{
	void *parked = heap_alloc(40000), *large = heap_alloc(8 * MIB);

	heap_free(parked);
	expect_stop(parked, "is free already (double free); pages, pfn ");
	heap_free(large);
	expect_stop(large, "is free already (double free); pages, pfn ");
}
END_TEST

START_TEST(test_interior_pointers)
{
	char *p = heap_alloc(SIZE), *run = heap_alloc(40000);

	expect_stop_if_checked(p + 16,
			       "points into an object, not at its start");
	expect_stop_if_checked(p + 1,
			       "points into an object, not at its start");
	expect_stop(run + 16, "points into a page, not at its start");
	expect_stop(run + PAGE_BYTES, "is not the start of an allocation");
}
END_TEST

/* Whether the page held an object or nothing at all cannot be told. */
START_TEST(test_free_page)
{
	char *p = heap_alloc(8 * MIB);

	heap_free(p);
	expect_stop(p + 16, "lies in a free page (freed, or never allocated)");
}
END_TEST

START_TEST(test_never_allocated)
{
	char *p = heap_alloc(SIZE);

	expect_stop_if_checked(p + 40 * SIZE, "was never allocated");
	expect_stop(pfn_to_addr(arena.nr_pages - 1), "was never allocated");
}
END_TEST

START_TEST(test_slack_behind_the_last_object)
{
	unsigned sc = size_class_of(48);
	char *p = heap_alloc(48);
	size_t slab = (size_t)PAGE_BYTES << size_classes[sc].slab_order;
	char *start = (char *)align_down((uintptr_t)p, slab);

	ck_assert_uint_ne(slab % 48, 0);
	expect_stop_if_checked(start + slab / 48 * 48, "points into an object");
}
END_TEST

START_TEST(test_realloc_of_a_wrong_pointer)
{
	char *p = heap_alloc(SIZE);
	struct capture c;

	heap_free(p);
	c = capture(realloc_it, p);
	if (OBJECT_CHECK)
		ck_assert(capture_aborted(&c, "libbuddy: realloc: 0x"));
	c = capture(realloc_it, pfn_to_addr(arena.nr_pages - 1));
	ck_assert(capture_aborted(&c, "libbuddy: realloc: 0x"));
}
END_TEST

START_TEST(test_pages_of_the_low_zone)
{
	char *p = buddy_alloc_pages(BUDDY_DMA, 1);

	expect_stop(p + PAGE_BYTES, "is not the start of an allocation");
	buddy_free_pages(p, 1);
	expect_stop(p, "");
}
END_TEST

static void free_elsewhere(void *p)
{
	heap_free(p);
}

START_TEST(test_double_free_by_another_thread)
{
	void *keep = heap_alloc(SIZE), *p = heap_alloc(SIZE);

	thread_run(free_elsewhere, p);
	expect_stop_if_checked(p, "is free already (double free)");
	heap_free(keep);
	ck_heap_sound();
}
END_TEST

/* ---- foreign pointers -------------------------------------------------------
 */

static void *foreign;

static void setup_foreign(void)
{
	heap_setup_64m();
	/* The framework's malloc is the C library's. */
	foreign = aligned_alloc(64, 64);
	strcpy(foreign, "not ours");
}

START_TEST(test_foreign_pointer_is_counted_and_left_alone)
{
	errno = ERANGE;
	heap_free(foreign);
	ck_assert_str_eq(foreign, "not ours");
	ck_assert_uint_eq(misuse_foreign_count(), 1);
	ck_assert_uint_eq(heap_usable_size(foreign), 0);
	ck_assert_uint_eq(heap_usable_size(foreign), 0);
	ck_assert_int_eq(errno, ERANGE);
	heap_free(foreign);
	ck_assert_uint_eq(heap_info().foreign_frees, 2);
	ck_heap_sound();
}
END_TEST

START_TEST(test_impossible_pointers_stop_the_program)
{
	char on_stack[64] __attribute__((aligned(16)));

	expect_stop((char *)foreign + 4, "is misaligned");
	expect_stop((void *)align_up((uintptr_t)on_stack, 16),
		    "lies on the stack");
	expect_stop((void *)align_up((uintptr_t)in_data, 16), "data");
}
END_TEST

START_TEST(test_foreign_ignore_takes_everything)
{
	char on_stack[64];

	foreign_policy = FOREIGN_IGNORE;
	heap_free(foreign);
	heap_free((char *)foreign + 4);
	heap_free(on_stack);
	heap_free(in_data);
	ck_assert_uint_eq(misuse_foreign_count(), 4);
}
END_TEST

START_TEST(test_foreign_abort_takes_nothing)
{
	foreign_policy = FOREIGN_ABORT;
	expect_stop(foreign, "was not allocated here");
}
END_TEST

START_TEST(test_null_is_nobodys_mistake)
{
	foreign_policy = FOREIGN_ABORT;
	heap_free(NULL);
	ck_assert_uint_eq(misuse_foreign_count(), 0);
}
END_TEST

static void free_own_stack(void *arg)
{
	char on_stack[64] __attribute__((aligned(16)));

	(void)arg;
	expect_stop((void *)align_up((uintptr_t)on_stack, 16),
		    "lies on the stack");
}

START_TEST(test_stack_of_a_thread_stops_the_program)
{
	thread_run(free_own_stack, NULL);
}
END_TEST

static Suite *misuse_suite(void)
{
	Suite *s = suite_create("misuse");
	TCase *corruption = suite_case(s, "corruption", heap_setup_256m);
	TCase *foreigners = suite_case(s, "core", setup_foreign);

	if (OBJECT_CHECK)
		tcase_add_test_raise_signal(
			corruption, test_double_free_raises_abort, SIGABRT);
	tcase_add_test(corruption, test_double_free_of_an_object);
	tcase_add_test(corruption, test_double_free_of_a_flushed_object);
	tcase_add_test(corruption, test_double_free_of_a_run);
	tcase_add_test(corruption, test_interior_pointers);
	tcase_add_test(corruption, test_free_page);
	tcase_add_test(corruption, test_never_allocated);
	tcase_add_test(corruption, test_slack_behind_the_last_object);
	tcase_add_test(corruption, test_realloc_of_a_wrong_pointer);
	tcase_add_test(corruption, test_pages_of_the_low_zone);
	tcase_add_test(corruption, test_double_free_by_another_thread);
	tcase_add_test(foreigners,
		       test_foreign_pointer_is_counted_and_left_alone);
	tcase_add_test(foreigners, test_impossible_pointers_stop_the_program);
	tcase_add_test(foreigners, test_foreign_ignore_takes_everything);
	tcase_add_test(foreigners, test_foreign_abort_takes_nothing);
	tcase_add_test(foreigners, test_null_is_nobodys_mistake);
	tcase_add_test(foreigners, test_stack_of_a_thread_stops_the_program);
	return s;
}

int main(void)
{
	return suite_run(misuse_suite());
}
