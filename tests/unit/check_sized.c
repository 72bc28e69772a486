/* SPDX-License-Identifier: MIT */
/*
 * unit/check_sized.c - frees that say how long the block is: every length that
 * the block was asked for passes, others stop the program
 */
#include "slab/sized.h"
#include "slab/heap.h"
#include "slab/misuse.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/random.h"
#include "support/suite.h"

#include <errno.h>

struct sized {
	void *p;
	size_t align; /* 0: not from aligned_alloc */
	size_t size;
};

static void free_it(void *arg)
{
	const struct sized *b = arg;

	if (b->align)
		sized_free_aligned(b->p, b->align, b->size);
	else
		sized_free(b->p, b->size);
}

static void expect_stop(struct sized b, const char *words)
{
	struct capture c = capture(free_it, &b);

	ck_assert_msg(capture_aborted(&c, words), "size %zu: no '%s' in: %s",
		      b.size, words, c.text);
}

static void expect_wrong_size(void *p, size_t align, size_t size)
{
	expect_stop((struct sized){ p, align, size }, "was not allocated for ");
}

static void *need(size_t size)
{
	void *p = heap_alloc(size);

	must(p != NULL);
	return p;
}

/* None of the defences, each alone, all; they need the objects' states. */
static unsigned features(int i)
{
	static const unsigned all[] = { 0,
					HARDEN_CANARY,
					HARDEN_POISON,
					HARDEN_QUARANTINE,
					HARDEN_RANDOM,
					HARDEN_GUARD,
					HARDEN_ALL };

	return OBJECT_CHECK ? all[i] : 0;
}
enum { NR_FEATURES = 7 };

START_TEST(test_every_size_of_malloc_passes)
{
	heap_make_hardened(GIB, features(_i));
	for (size_t size = 0; size <= 3 * OBJECT_MAX; size++)
		sized_free(need(size), size);
	for (size_t size = OBJECT_MAX; size < 40 * MIB; size += size / 7)
		sized_free(heap_alloc_zero(size), size);
	ck_heap_sound();
}
END_TEST

START_TEST(test_every_size_of_realloc_passes)
{
	struct rng rng = rng_seeded(__func__);

	heap_make_hardened(GIB, features(_i));
	for (int i = 0; i < 5000; i++) {
		size_t size = 1 + rng_size(&rng, 3 * MIB);
		void *p = need(size);

		for (uint64_t n = rng_below(&rng, 6); n; n--) {
			size = rng_below(&rng, 2) ?
				       1 + rng_size(&rng, 3 * MIB) :
				       size + 1 + rng_below(&rng, 12);
			p = heap_realloc(p, size);
			must(p != NULL);
		}
		sized_free(p, size);
	}
	ck_heap_sound();
}
END_TEST

/* realloc gives an object that grows by little more than it asks for. */
START_TEST(test_growth_by_a_few_bytes_passes)
{
	heap_make_hardened(GIB, features(_i));
	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		for (size_t more = 1; more <= OBJECT_STEP; more++) {
			size_t size = size_classes[sc].size;
			void *p = heap_realloc(need(size), size + more);

			must(p != NULL);
			sized_free(p, size + more);
		}
	ck_heap_sound();
}
END_TEST

START_TEST(test_every_size_and_alignment_passes)
{
	heap_make_hardened(GIB, features(_i));
	for (size_t align = 1; align <= 4 * MIB; align *= 2)
		for (size_t size = 0; size < 3 * MIB; size += size / 5 + 1) {
			void *p = align <= OBJECT_STEP ?
					  heap_alloc(size) :
					  heap_alloc_aligned(align, size);

			must(p != NULL);
			sized_free_aligned(p, align, size);
		}
	ck_heap_sound();
}
END_TEST

START_TEST(test_wrong_sizes_of_an_object)
{
	size_t size = 1000;
	char *p = need(size);
	size_t object = heap_usable_size(p);

	expect_wrong_size(p, 0, object + 1);
	expect_wrong_size(p, 0, object / STAY_SHARE - 1);
	expect_wrong_size(p, 0, 0);
	expect_wrong_size(p, 0, 100000);
	expect_wrong_size(p, 0, SIZE_MAX);
	expect_stop((struct sized){ p, 0, 2000 },
		    "not allocated for 2000 bytes; slab of 1024-byte objects");
	sized_free(p, size);
	p = need(0);
	expect_wrong_size(p, 0, OBJECT_STEP + 1);
	sized_free(p, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_wrong_sizes_of_a_run)
{
	static const size_t pages[] = { 5, 25, 2 * BLOCK_PAGES + 3 };

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		size_t size = pages[i] * PAGE_BYTES;
		char *p = need(size);

		expect_wrong_size(p, 0, size + 1);
		expect_wrong_size(p, 0, size / 2);
		expect_wrong_size(p, 0, 100);
		expect_wrong_size(p, 0, 0);
		expect_wrong_size(p, 0, SIZE_MAX);
		expect_stop((struct sized){ p, 0, 3 * size },
			    "bytes; pages, pfn ");
		sized_free(p, size);
	}
	ck_heap_sound();
}
END_TEST

/* A page less is found where the run does not end with a system page. */
START_TEST(test_run_that_is_a_page_longer)
{
	size_t size = 5 * PAGE_BYTES;
	char *p = heap_alloc_aligned(arena.page_bytes, size);

	expect_wrong_size(p, 0, size - PAGE_BYTES);
	sized_free(p, size);
}
END_TEST

START_TEST(test_wrong_sizes_and_alignments)
{
	char *p = heap_alloc_aligned(64, 300);
	char *run = heap_alloc_aligned(2 * PAGE_BYTES, 3 * PAGE_BYTES);

	expect_wrong_size(p, 64, 321);
	expect_wrong_size(p, 64, 250);
	expect_wrong_size(p, 256, 300);
	expect_wrong_size(p, 48, 300);
	expect_wrong_size(p, 64, 3 * PAGE_BYTES);
	expect_wrong_size(run, 2 * PAGE_BYTES, 4 * PAGE_BYTES);
	expect_wrong_size(run, 2 * PAGE_BYTES, 2 * PAGE_BYTES);
	expect_wrong_size(run, 64, 300);
	expect_wrong_size(run, (uintptr_t)run * 2 & -(uintptr_t)run * 2,
			  3 * PAGE_BYTES);
	sized_free_aligned(p, 64, 300);
	sized_free_aligned(run, 2 * PAGE_BYTES, 3 * PAGE_BYTES);
	ck_heap_sound();
}
END_TEST

/* What was asked for is known to the byte. */
START_TEST(test_canaries_make_it_exact)
{
	char *p, *run, *aligned;

	heap_make_hardened(GIB, HARDEN_CANARY);
	p = need(100);
	run = need(100000);
	aligned = heap_alloc_aligned(64, 100);
	expect_wrong_size(p, 0, 99);
	expect_wrong_size(p, 0, 101);
	expect_wrong_size(run, 0, 99999);
	expect_wrong_size(run, 0, 100001);
	expect_wrong_size(aligned, 64, 99);
	expect_wrong_size(aligned, 64, 101);
	sized_free(p, 100);
	sized_free(run, 100000);
	sized_free_aligned(aligned, 64, 100);
	ck_heap_sound();
}
END_TEST

START_TEST(test_what_is_no_block_is_left_to_free)
{
	char *p = need(40000);
	int local[16];

	errno = ERANGE;
	sized_free(NULL, 100);
	sized_free_aligned(NULL, 64, 100);
	ck_assert_int_eq(errno, ERANGE);
	expect_stop((struct sized){ p + PAGE_BYTES, 0, 40000 },
		    "is not the start of an allocation");
	expect_stop((struct sized){ p + 16, 64, 40000 }, "points into a page");
	sized_free(p, 40000);
	expect_stop((struct sized){ p, 0, 40000 }, "double free");
	foreign_policy = FOREIGN_IGNORE;
	sized_free(local, sizeof(local));
	sized_free_aligned(local, 64, sizeof(local));
	ck_assert_uint_eq(misuse_foreign_count(), 2);
}
END_TEST

START_TEST(test_object_that_stayed_for_lack_of_memory)
{
	char *p = need(5000), *q = need(5000);

	while (heap_alloc(OBJECT_MAX + 1))
		;
	while (heap_alloc(OBJECT_STEP))
		;
	ck_assert_ptr_eq(heap_realloc(p, OBJECT_STEP), p);
	sized_free(p, OBJECT_STEP);
	expect_wrong_size(q, 0, 6000);
	sized_free(q, 5000);
	ck_heap_sound();
}
END_TEST

static Suite *sized_suite(void)
{
	Suite *s = suite_create("sized");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", heap_setup_64m);
	TCase *exact = suite_case(s, "corruption", NULL);
	TCase *corruption = suite_case(s, "corruption", heap_setup_256m);

	tcase_add_loop_test(core, test_every_size_of_malloc_passes, 0,
			    NR_FEATURES);
	tcase_add_loop_test(core, test_every_size_of_realloc_passes, 0,
			    NR_FEATURES);
	tcase_add_loop_test(core, test_growth_by_a_few_bytes_passes, 0,
			    NR_FEATURES);
	tcase_add_loop_test(core, test_every_size_and_alignment_passes, 0,
			    NR_FEATURES);
	tcase_add_test(limits, test_object_that_stayed_for_lack_of_memory);
	if (OBJECT_CHECK)
		tcase_add_test(exact, test_canaries_make_it_exact);
	tcase_add_test(corruption, test_wrong_sizes_of_an_object);
	tcase_add_test(corruption, test_wrong_sizes_of_a_run);
	tcase_add_test(corruption, test_run_that_is_a_page_longer);
	tcase_add_test(corruption, test_wrong_sizes_and_alignments);
	tcase_add_test(corruption, test_what_is_no_block_is_left_to_free);
	return s;
}

int main(void)
{
	return suite_run(sized_suite());
}
