/* SPDX-License-Identifier: MIT */
/*
 * unit/check_hardened.c - malloc and free while defences are on
 */
#include "slab/hardened.h"
#include "harden/canary.h"
#include "harden/guard.h"
#include "harden/poison.h"
#include "os/cpu.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "slab/run.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void setup_canary(void)
{
	heap_make_hardened(GIB, HARDEN_CANARY);
}

static void setup_poison(void)
{
	heap_make_hardened(GIB, HARDEN_POISON);
}

static void setup_random(void)
{
	heap_make_hardened(GIB, HARDEN_RANDOM);
}

/* Each of the defences alone, and all. */
static unsigned features(int i)
{
	return 1 << i > HARDEN_ALL ? HARDEN_ALL : 1u << i;
}
enum { NR_FEATURE_SETS = 6 };
static_assert(1 << (NR_FEATURE_SETS - 1) == HARDEN_ALL + 1, "and all");

static void free_it(void *p)
{
	heap_free(p);
}

static void realloc_it(void *p)
{
	heap_realloc(p, 1);
}

static void expect_stop(void (*fn)(void *p), void *p, const char *words)
{
	struct capture c = capture(fn, p);

	ck_assert_msg(capture_aborted(&c, words), "no '%s' in: %s", words,
		      c.text);
}

static void expect_stop_at(void (*fn)(void *p), void *p, const char *when,
			   size_t offset)
{
	char words[128];

	snprintf(words, sizeof(words),
		 "libbuddy: %p was written to %s, at offset %zu; ", p, when,
		 offset);
	expect_stop(fn, p, words);
}

/* Nothing is in use or in a cache. */
static void ck_all_is_back(void)
{
	struct buddy_info info;
	uint64_t free = 0, present = 0;

	registry_drain_all();
	info = heap_info();
	for (unsigned z = 0; z < NR_ZONES; z++) {
		free += info.zone[z].free_pages;
		present += info.zone[z].present_pages;
	}
	ck_assert_uint_eq(free, present);
	ck_assert_uint_eq(info.user_bytes, 0);
	ck_assert_uint_eq(info.cached_bytes, 0);
	ck_assert_uint_eq(info.lost_bytes, 0);
	ck_heap_sound();
}

/* ---- sizes ------------------------------------------------------------- */

/* Sizes at which something changes: small, classes', objects', pages'. */
static size_t odd_size(unsigned i)
{
	static const size_t about[] = { 9,
					1024,
					OBJECT_MAX,
					2 * PAGE_BYTES,
					3 * PAGE_BYTES,
					16 * PAGE_BYTES,
					QUARANTINE_BLOCK_BYTES,
					BLOCK_BYTES };
	enum { ROUND = 19 };

	if (i >= ROUND * ARRAY_SIZE(about))
		return SIZE_MAX;
	return about[i / ROUND] + i % ROUND - ROUND / 2;
}

START_TEST(test_sizes_around_every_edge)
{
	size_t size;

	heap_make_hardened(GIB, features(_i));
	for (unsigned i = 0; (size = odd_size(i)) != SIZE_MAX; i++) {
		char *p = heap_alloc(size), *q = heap_alloc_zero(size);

		must(p && q && is_aligned((uintptr_t)p | (uintptr_t)q, 16));
		must(probe_zero(q, size));
		must(heap_usable_size(p) >= size);
		must(!harden_on(HARDEN_CANARY) || heap_usable_size(p) == size);
		pattern_write(p, heap_usable_size(p), i);
		pattern_write(q, heap_usable_size(q), ~i);
		must(pattern_holds(p, heap_usable_size(p), i));
		heap_free(p);
		must(pattern_holds(q, heap_usable_size(q), ~i));
		heap_free(q);
	}
	ck_all_is_back();
}
END_TEST

START_TEST(test_usable_is_what_was_asked_for)
{
	for (size_t size = 0; size < 3 * OBJECT_MAX; size += 1 + size / 100) {
		void *p = heap_alloc(size), *q = heap_alloc_aligned(64, size);

		must(heap_usable_size(p) == size);
		must(heap_usable_size(q) == size);
		heap_free(p);
		must(heap_usable_size(p) == 0);
		heap_free(q);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_zero_after_use)
{
	heap_make_hardened(GIB, features(_i));
	for (size_t size = 1; size < 2 * BLOCK_BYTES; size = size * 3 + 1) {
		void *p = heap_alloc(size);

		memset(p, 0x5a, size);
		heap_free(p);
		registry_drain_all();
		p = heap_alloc_zero(size);
		must(p && probe_zero(p, size));
		memset(p, 0x5a, size);
		heap_free(p);
	}
	ck_all_is_back();
}
END_TEST

START_TEST(test_aligned_for_every_power_of_two)
{
	for (size_t align = 1; align <= 16 * MIB; align *= 2)
		for (size_t size = 0; size < 200000; size = size * 4 + 1) {
			char *p = heap_alloc_aligned(align, size);

			must(p && is_aligned((uintptr_t)p, align));
			must(heap_usable_size(p) == size);
			memset(p, 1, size);
			heap_free(p);
		}
	ck_all_is_back();
}
END_TEST

/* ---- canaries ---------------------------------------------------------- */

/* Largest and smallest request of a class. */
static size_t class_most(unsigned sc)
{
	return size_classes[sc].size - CANARY_LEAST;
}

static size_t class_least(unsigned sc)
{
	return sc ? class_most(sc - 1) + 1 : 0;
}

START_TEST(test_terminator_too_far_is_found_in_each_class)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		size_t size = sc % 2 ? class_most(sc) : class_least(sc);
		char *p = heap_alloc(size), was = p[size];

		ck_assert_uint_eq(chunk_class(chunk_of(p)), sc);
		p[size] = '\0';
		expect_stop_at(free_it, p, "past its end", size);
		p[size] = was;
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_last_byte_is_found_in_each_class)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		size_t size = sc % 2 ? class_least(sc) : class_most(sc);
		size_t last = size_classes[sc].size - 1;
		char *p = heap_alloc(size);

		p[last] ^= 1;
		expect_stop_at(realloc_it, p, "past its end", last);
		p[last] ^= 1;
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_message_names_the_object_and_its_slab)
{
	char *p = heap_alloc(50), words[128];

	p[50] = '\0';
	snprintf(words, sizeof(words),
		 "libbuddy: %p was written to past its end, at offset 50; "
		 "slab of 64-byte objects at 0x",
		 (void *)p);
	expect_stop(free_it, p, words);
	ck_heap_sound();
}
END_TEST

/* Where a guard follows at once the write itself would stop. */
static void ck_run_canary(size_t size)
{
	char *p = heap_alloc(size), was;
	size_t end = align_up(size, PAGE_BYTES);

	if (!harden_on(HARDEN_GUARD))
		end = align_up(size + CANARY_LEAST, PAGE_BYTES);
	ck_assert_uint_eq(heap_usable_size(p), size);
	if (size < end) {
		was = p[size];
		p[size] = '\0';
		expect_stop_at(free_it, p, "past its end", size);
		expect_stop_at(realloc_it, p, "past its end", size);
		p[size] = was;
		p[end - 1] ^= 1;
		expect_stop_at(free_it, p, "past its end", end - 1);
		p[end - 1] ^= 1;
	}
	heap_free(p);
}

START_TEST(test_write_behind_a_run_is_found)
{
	static const size_t sizes[] = { OBJECT_MAX - CANARY_LEAST + 1,
					OBJECT_MAX,
					OBJECT_MAX + 1,
					12345,
					4 * PAGE_BYTES - 1,
					4 * PAGE_BYTES,
					4 * PAGE_BYTES + 1,
					5 * MIB + 17 };

	heap_make_hardened(GIB, _i ? HARDEN_ALL : HARDEN_CANARY);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		ck_run_canary(sizes[i]);
	ck_all_is_back();
}
END_TEST

START_TEST(test_write_behind_an_aligned_block_is_found)
{
	for (size_t align = 16; align <= 64 * PAGE_BYTES; align *= 8) {
		char *p = heap_alloc_aligned(align, 100), was = p[100];

		p[100] = '\0';
		expect_stop_at(free_it, p, "past its end", 100);
		p[100] = was;
		heap_free(p);
	}
	ck_all_is_back();
}
END_TEST

/* ---- realloc ----------------------------------------------------------- */

START_TEST(test_object_stays_while_its_class_does)
{
	size_t most = class_most(6), least = class_least(6);
	char *p = heap_alloc(most), *q;

	pattern_write(p, most, 1);
	for (size_t size = least; size <= most; size++) {
		ck_assert_ptr_eq(heap_realloc(p, size), p);
		ck_assert_uint_eq(heap_usable_size(p), size);
		/* The end has moved, and the canary with it. */
		p[size] ^= 1;
		expect_stop_at(free_it, p, "past its end", size);
		p[size] ^= 1;
	}
	ck_assert(pattern_kept(p, most, least, 1));
	q = heap_realloc(p, most + 1);
	ck_assert_ptr_ne(q, p);
	ck_assert_uint_eq(heap_usable_size(q), most + 1);
	ck_assert(pattern_kept(q, most, least, 1));
	p = heap_realloc(q, least);
	ck_assert_ptr_ne(p, q);
	ck_assert(pattern_kept(p, most, least, 1));
	p = heap_realloc(q = p, least - 1);
	ck_assert_ptr_ne(p, q);
	heap_free(p);
	ck_all_is_back();
}
END_TEST

START_TEST(test_run_stays_while_its_length_does)
{
	size_t size = 5 * PAGE_BYTES - 100;
	char *p = heap_alloc(size), *q;

	pattern_write(p, size, 1);
	ck_assert_ptr_eq(heap_realloc(p, size + 50), p);
	ck_assert_uint_eq(heap_usable_size(p), size + 50);
	ck_assert_ptr_eq(heap_realloc(p, size - 50), p);
	ck_assert_uint_eq(heap_usable_size(p), size - 50);
	p[size - 50] ^= 1;
	expect_stop_at(free_it, p, "past its end", size - 50);
	p[size - 50] ^= 1;
	ck_assert(pattern_kept(p, size, size - 50, 1));
	pattern_write(p, size - 50, 2);
	q = heap_realloc(p, size + PAGE_BYTES);
	ck_assert_ptr_ne(p, q);
	ck_assert_uint_eq(heap_usable_size(q), size + PAGE_BYTES);
	ck_assert(pattern_kept(q, size - 50, size - 50, 2));
	p = heap_realloc(q, size - PAGE_BYTES);
	ck_assert_ptr_ne(p, q);
	ck_assert_uint_eq(heap_usable_size(p), size - PAGE_BYTES);
	ck_assert(pattern_kept(p, size - 50, size - PAGE_BYTES, 2));
	q = heap_realloc(p, 100);
	ck_assert(pattern_kept(q, size - 50, 100, 2));
	heap_free(q);
	ck_all_is_back();
}
END_TEST

START_TEST(test_realloc_between_all_sizes)
{
	size_t from, to;

	heap_make_hardened(GIB, features(_i));
	for (unsigned i = 0; (from = odd_size(i)) != SIZE_MAX; i += 9)
		for (unsigned j = 0; (to = odd_size(j)) != SIZE_MAX; j += 11) {
			size_t kept = from < to ? from : to;
			char *p = heap_alloc(from), *q;

			if (!from || !to) {
				heap_free(p);
				continue;
			}
			pattern_write(p, from, i);
			q = heap_realloc(p, to);
			must(q && heap_usable_size(q) >= to);
			must(pattern_kept(q, from, kept, i));
			pattern_write(q, heap_usable_size(q), j);
			heap_free(q);
		}
	ck_all_is_back();
}
END_TEST

START_TEST(test_realloc_without_memory_leaves_the_block)
{
	/* An object, a run, and one whose page tables would move. */
	static const size_t sizes[] = { 5000, 50000, 2 * MIB };

	heap_make_hardened(GIB, features(_i));
	for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *p = heap_alloc(sizes[i]);
		size_t usable = heap_usable_size(p);

		pattern_write(p, sizes[i], i);
		ck_assert_ptr_null(heap_realloc(p, 2 * GIB));
		ck_assert(pattern_holds(p, sizes[i], i));
		ck_assert_uint_eq(heap_usable_size(p), usable);
		if (harden_on(HARDEN_CANARY))
			ck_assert_uint_eq(usable, sizes[i]);
		heap_free(p);
	}
	ck_all_is_back();
}
END_TEST

/* ---- poison ------------------------------------------------------------ */

/* What objects of the slab are asked for. */
static size_t in_slab;

/* More than the slab has. */
static void use_up_slab(void *p)
{
	unsigned n = 2 * size_classes[chunk_class(chunk_of(p))].nr_objs;

	registry_drain_all();
	while (n--)
		heap_alloc(in_slab);
}

START_TEST(test_write_into_a_free_object_is_found)
{
	static const size_t sizes[] = { 8, 24, 100, 1000, 4000, 8000 };

	heap_make_hardened(GIB, _i ? HARDEN_ALL : HARDEN_POISON);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i], at = size * 2 / 3;
		char *keep = heap_alloc(size), *p = heap_alloc(size), was;

		heap_free(p);
		was = p[at];
		p[at] = 'x';
		in_slab = size;
		expect_stop_at(use_up_slab, p, "after it was freed", at);
		p[at] = was;
		heap_free(keep);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_free_object_holds_nothing)
{
	char *p = heap_alloc(200);

	memset(p, 's', 200);
	heap_free(p);
	ck_assert_uint_eq(poison_whole(p, 200), 200);
	ck_all_is_back();
}
END_TEST

/* Whether it is put back or waits, and however large it is. */
START_TEST(test_free_run_holds_nothing)
{
	static const size_t sizes[] = { 20000, 200000, 9 * MIB };
	unsigned set = HARDEN_POISON | (_i ? HARDEN_QUARANTINE : 0);

	heap_make_hardened(GIB, set);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *p = heap_alloc(sizes[i]);

		memset(p, 's', sizes[i]);
		heap_free(p);
		must(!memchr(p, 's', sizes[i]));
	}
	ck_heap_sound();
}
END_TEST

static void drain(void *p)
{
	(void)p;
	registry_drain_all();
}

START_TEST(test_write_into_a_quarantined_run_is_found)
{
	char *p;

	heap_make_hardened(GIB, HARDEN_POISON | HARDEN_QUARANTINE);
	p = heap_alloc(20000);
	heap_free(p);
	/* The last byte of the last page, which the user did not have. */
	p[5 * PAGE_BYTES - 1] = 0;
	expect_stop_at(drain, p, "after it was freed", 5 * PAGE_BYTES - 1);
	p[0] = 0;
	expect_stop_at(drain, p, "after it was freed", 0);
	p[0] = p[5 * PAGE_BYTES - 1] = (char)POISON_BYTE;
	ck_all_is_back();
}
END_TEST

/* ---- guards ------------------------------------------------------------ */

/* Pages of the system may be larger than those that are to be guarded. */
static bool guards_are_had(void)
{
	return arena.page_bytes == PAGE_BYTES;
}

static bool inaccessible(char *p)
{
	return !probe_readable(p) && !probe_writable(p);
}

START_TEST(test_page_behind_a_run_is_inaccessible)
{
	static const size_t sizes[] = { OBJECT_MAX, OBJECT_MAX + 1, 5 * 4096,
					100000, 9 * MIB };

	if (!guards_are_had())
		return;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i], end = align_up(size, PAGE_BYTES);
		char *p = heap_alloc(size), *q = heap_alloc_zero(size);
		char *r = heap_alloc_aligned(4 * PAGE_BYTES, size);

		must(inaccessible(p + end) && probe_writable(p + end - 1));
		must(inaccessible(q + end) && probe_writable(q + end - 1));
		must(inaccessible(r + end) && probe_writable(r + end - 1));
		heap_free(p);
		heap_free(q);
		heap_free(r);
	}
	ck_assert_uint_eq(guard_nr_missing(), 0);
	ck_all_is_back();
}
END_TEST

START_TEST(test_page_behind_a_slab_is_inaccessible)
{
	if (!guards_are_had())
		return;
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		char *p = heap_alloc(class_most(sc));
		size_t bytes = (size_t)PAGE_BYTES
			       << size_classes[sc].slab_order;
		char *start = pfn_to_addr(chunk_slab(chunk_of(p))->pfn);

		must(p >= start && p < start + bytes);
		must(inaccessible(start + bytes));
		must(probe_writable(start + bytes - 1));
		heap_free(p);
	}
	ck_assert_uint_eq(guard_nr_missing(), 0);
	ck_all_is_back();
}
END_TEST

/* Where that costs no mapping; else it is poisoned. */
START_TEST(test_quarantined_run_is_inaccessible)
{
	char *p = heap_alloc(20000);

	heap_free(p);
	if (!guard_is_cheap() || !guards_are_had()) {
		ck_assert_uint_eq(poison_whole(p, 20000), 20000);
		return;
	}
	for (unsigned i = 0; i < 6; i++)
		ck_assert(inaccessible(p + i * PAGE_BYTES));
	registry_drain_all();
	for (unsigned i = 0; i < 6; i++)
		ck_assert(probe_writable(p + i * PAGE_BYTES));
	ck_all_is_back();
}
END_TEST

/* The page is there all the same, and nobody's. */
START_TEST(test_blocks_do_without_refused_guards)
{
	char *p, *q;

	inject_fail(OS_GUARD, 0, ALWAYS, ENOMEM);
	p = heap_alloc(4 * PAGE_BYTES);
	q = heap_alloc(100);
	ck_assert_uint_eq(guard_nr_missing(), 2);
	ck_assert_uint_eq(heap_usable_size(p), 4 * PAGE_BYTES);
	ck_assert_uint_eq(run_pages(p), 5);
	pattern_write(p, 4 * PAGE_BYTES, 1);
	p = heap_realloc(p, 5 * PAGE_BYTES);
	ck_assert(pattern_kept(p, 4 * PAGE_BYTES, 4 * PAGE_BYTES, 1));
	heap_free(p);
	heap_free(q);
	inject_stop();
	ck_all_is_back();
}
END_TEST

/* The kernel refuses to undo one: those pages are lost, and nothing else. */
START_TEST(test_guards_that_stay_are_lost)
{
	enum os_call call = guard_is_cheap() ? OS_UNGUARD : OS_COMMIT;
	char *p = heap_alloc(4 * PAGE_BYTES), *large = heap_alloc(MIB);

	if (!guards_are_had())
		return;
	heap_free(p);
	inject_fail(call, 0, ALWAYS, ENOMEM);
	registry_drain_all();
	heap_free(large);
	inject_stop();
	ck_assert_uint_eq(heap_info().lost_bytes,
			  5 * PAGE_BYTES + MIB + PAGE_BYTES);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	expect_stop(free_it, p, "is free already (double free)");
	ck_heap_sound();
}
END_TEST

START_TEST(test_run_whose_guard_stays_does_not_move)
{
	enum os_call call = guard_is_cheap() ? OS_UNGUARD : OS_COMMIT;
	char *p = heap_alloc(2 * MIB);

	pattern_write(p, 2 * MIB, 1);
	inject_fail(call, 0, ALWAYS, ENOMEM);
	if (guards_are_had())
		ck_assert_ptr_null(heap_realloc(p, 4 * MIB));
	inject_stop();
	ck_assert(pattern_holds(p, 2 * MIB, 1));
	heap_free(p);
	ck_all_is_back();
}
END_TEST

/* Pages that were asked for by order have no guard, and get none. */
START_TEST(test_pages_that_cannot_move_stay)
{
	enum { ORDER = 8 };
	size_t bytes = (size_t)PAGE_BYTES << ORDER;
	char *p = buddy_alloc_pages(0, ORDER);

	pattern_write(p, bytes, 1);
	ck_assert_ptr_null(heap_realloc(p, 2 * GIB));
	ck_assert(pattern_holds(p, bytes, 1));
	ck_assert_uint_eq(heap_usable_size(p), bytes);
	buddy_free_pages(p, ORDER);
	ck_all_is_back();
}
END_TEST

/* ---- random places ----------------------------------------------------- */

enum { PLACES = 64 };

/* Neither upwards nor downwards. */
static void ck_not_sorted(size_t size)
{
	unsigned up = 0, down = 0;
	char *last = heap_alloc(size);

	for (unsigned i = 0; i < PLACES; i++) {
		char *p = heap_alloc(size);

		must(p);
		up += p > last;
		down += p < last;
		last = p;
	}
	ck_assert_uint_gt(up, PLACES / 8);
	ck_assert_uint_gt(down, PLACES / 8);
}

START_TEST(test_places_are_not_in_order)
{
	ck_not_sorted(16);
	ck_not_sorted(100);
	ck_not_sorted(2000);
	ck_not_sorted(20000);
	ck_heap_sound();
}
END_TEST

/* The place that was left last is not the next to be taken. */
START_TEST(test_next_place_is_not_the_last)
{
	unsigned same = 0;
	char *p;

	for (unsigned i = 0; i < PLACES; i++)
		heap_alloc(100);
	p = heap_alloc(100);
	for (unsigned i = 0; i < PLACES; i++) {
		char *q;

		heap_free(p);
		q = heap_alloc(100);
		same += p == q;
		p = q;
	}
	ck_assert_uint_lt(same, PLACES / 4);
	ck_heap_sound();
}
END_TEST

static void print_places(void *set)
{
	static const size_t sizes[] = { 32, 300, 5000, 30000 };

	heap_make_hardened(GIB, *(unsigned *)set);
	for (unsigned i = 0; i < 32; i++)
		fprintf(stderr, "%zx ",
			(uintptr_t)heap_alloc(sizes[i % 4]) - arena_base);
}

/* Without the defence they are the same in each process. */
START_TEST(test_processes_have_different_places)
{
	unsigned set = HARDEN_RANDOM, others = HARDEN_CANARY | HARDEN_POISON;
	struct capture a, b, c, d;

	/* Where a sanitizer has a thread of its own, the fork makes the heap,
	 * before the child says how. */
	if (!os_single_threaded())
		return;
	a = capture(print_places, &set);
	b = capture(print_places, &set);
	c = capture(print_places, &others);
	d = capture(print_places, &others);
	ck_assert(capture_exited(&a) && capture_exited(&b));
	ck_assert(capture_exited(&c) && capture_exited(&d));
	ck_assert_str_ne(a.text, b.text);
	ck_assert_str_eq(c.text, d.text);
}
END_TEST

static void print_more(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < 32; i++)
		fprintf(stderr, "%p ", heap_alloc(100));
}

START_TEST(test_children_of_a_fork_have_different_places)
{
	struct capture a = capture(print_more, NULL);
	struct capture b = capture(print_more, NULL);

	ck_assert(capture_exited(&a) && capture_exited(&b));
	ck_assert_str_ne(a.text, b.text);
}
END_TEST

/* ---- pages ------------------------------------------------------------- */

START_TEST(test_pages_are_as_ever)
{
	for (unsigned o = 0; o <= MAX_ORDER; o++) {
		size_t bytes = (size_t)PAGE_BYTES << o;
		char *p = buddy_alloc_pages(0, o);
		char *q = buddy_alloc_pages(BUDDY_DMA32 | BUDDY_ZERO, o);

		must(p && is_aligned((uintptr_t)p, bytes));
		must(q && probe_zero(q, bytes));
		must(heap_usable_size(p) == bytes);
		pattern_write(p, bytes, o);
		pattern_write(q, bytes, ~o);
		must(pattern_holds(p, bytes, o));
		buddy_free_pages(p, o);
		must(pattern_holds(q, bytes, ~o));
		buddy_free_pages(q, o);
	}
	ck_all_is_back();
}
END_TEST

START_TEST(test_pages_by_free_and_realloc)
{
	size_t bytes = 4 * PAGE_BYTES;
	char *p = buddy_alloc_pages(0, 2), *q = buddy_alloc_pages(0, 2);

	heap_free(p);
	expect_stop(free_it, p, "is free already (double free)");
	pattern_write(q, bytes, 1);
	q = heap_realloc(q, bytes - 1);
	ck_assert_uint_eq(heap_usable_size(q), bytes - 1);
	q = heap_realloc(q, bytes + 1);
	ck_assert_uint_eq(heap_usable_size(q), bytes + 1);
	ck_assert(pattern_kept(q, bytes, bytes - 1, 1));
	heap_free(q);
	ck_all_is_back();
}
END_TEST

static void free_pages_of_order_2(void *p)
{
	buddy_free_pages(p, 2);
}

/* As many pages with their guard or canary, but not from there. */
START_TEST(test_runs_are_not_freed_as_pages)
{
	unsigned set = _i ? HARDEN_ALL : HARDEN_CANARY;
	void *p;

	heap_make_hardened(GIB, set);
	p = heap_alloc(4 * PAGE_BYTES - (_i ? PAGE_BYTES : CANARY_LEAST));
	ck_assert_uint_eq(run_pages(p), 4);
	expect_stop(free_pages_of_order_2, p, "was allocated by malloc");
	heap_free(p);
	ck_all_is_back();
}
END_TEST

/* Pages that a hardened run has left carry nothing of it. */
START_TEST(test_pages_after_runs)
{
	for (int i = 0; i < 64; i++) {
		char *p = heap_alloc(3 * PAGE_BYTES - 5), *q;

		heap_free(p);
		registry_drain_all();
		q = buddy_alloc_pages(0, 2);
		must(heap_usable_size(q) == 4 * PAGE_BYTES);
		memset(q, 1, 4 * PAGE_BYTES);
		buddy_free_pages(q, 2);
	}
	ck_all_is_back();
}
END_TEST

/* ---- threads ----------------------------------------------------------- */

enum { THREADS = 4, SLOTS = 64, ROUNDS = 3000 };
static _Atomic(void *) slots[SLOTS];

static void hand_over(void *arg, unsigned i)
{
	(void)arg;
	for (unsigned n = 0; n < ROUNDS; n++) {
		unsigned k = (n * 7 + i * 13) % SLOTS;

		heap_free(atomic_exchange(&slots[k], heap_alloc(n % 9000)));
	}
}

START_TEST(test_all_comes_back_from_threads)
{
	heap_make_hardened(GIB, features(_i));
	threads_run(THREADS, hand_over, NULL);
	ck_heap_sound();
	for (unsigned i = 0; i < SLOTS; i++)
		heap_free(atomic_load(&slots[i]));
	ck_all_is_back();
}
END_TEST

static void add_blocks(Suite *s)
{
	TCase *any = suite_case(s, "core", NULL);
	TCase *all = suite_case(s, "core", heap_setup_hardened);
	TCase *canary = suite_case(s, "core", setup_canary);

	tcase_add_loop_test(any, test_sizes_around_every_edge, 0,
			    NR_FEATURE_SETS);
	tcase_add_loop_test(any, test_zero_after_use, 0, NR_FEATURE_SETS);
	tcase_add_loop_test(any, test_realloc_between_all_sizes, 0,
			    NR_FEATURE_SETS);
	tcase_add_loop_test(any, test_realloc_without_memory_leaves_the_block,
			    0, NR_FEATURE_SETS);
	tcase_add_loop_test(any, test_write_behind_a_run_is_found, 0, 2);
	tcase_add_test(all, test_usable_is_what_was_asked_for);
	tcase_add_test(canary, test_usable_is_what_was_asked_for);
	tcase_add_test(all, test_aligned_for_every_power_of_two);
	tcase_add_test(canary, test_aligned_for_every_power_of_two);
	tcase_add_test(all, test_terminator_too_far_is_found_in_each_class);
	tcase_add_test(canary, test_last_byte_is_found_in_each_class);
	tcase_add_test(all, test_message_names_the_object_and_its_slab);
	tcase_add_test(canary, test_write_behind_an_aligned_block_is_found);
	tcase_add_test(canary, test_object_stays_while_its_class_does);
	tcase_add_test(canary, test_run_stays_while_its_length_does);
	tcase_add_test(all, test_run_stays_while_its_length_does);
}

static void add_defences(Suite *s)
{
	TCase *any = suite_case(s, "core", NULL);
	TCase *all = suite_case(s, "core", heap_setup_hardened);
	TCase *poison = suite_case(s, "core", setup_poison);
	TCase *random = suite_case(s, "core", setup_random);
	TCase *limits = suite_case(s, "limits", heap_setup_hardened);
	TCase *concurrency = suite_case(s, "concurrency", NULL);

	tcase_add_loop_test(any, test_write_into_a_free_object_is_found, 0, 2);
	tcase_add_loop_test(any, test_free_run_holds_nothing, 0, 2);
	tcase_add_test(any, test_write_into_a_quarantined_run_is_found);
	tcase_add_test(poison, test_free_object_holds_nothing);
	tcase_add_test(all, test_page_behind_a_run_is_inaccessible);
	tcase_add_test(all, test_page_behind_a_slab_is_inaccessible);
	tcase_add_test(all, test_quarantined_run_is_inaccessible);
	tcase_add_test(random, test_places_are_not_in_order);
	tcase_add_test(random, test_next_place_is_not_the_last);
	tcase_add_test(random, test_children_of_a_fork_have_different_places);
	tcase_add_test(any, test_processes_have_different_places);
	tcase_add_test(all, test_pages_are_as_ever);
	tcase_add_test(all, test_pages_by_free_and_realloc);
	tcase_add_test(all, test_pages_after_runs);
	tcase_add_loop_test(any, test_runs_are_not_freed_as_pages, 0, 2);
	tcase_add_test(limits, test_blocks_do_without_refused_guards);
	tcase_add_test(limits, test_guards_that_stay_are_lost);
	tcase_add_test(limits, test_run_whose_guard_stays_does_not_move);
	tcase_add_test(limits, test_pages_that_cannot_move_stay);
	tcase_add_loop_test(concurrency, test_all_comes_back_from_threads, 0,
			    NR_FEATURE_SETS);
}

static Suite *hardened_suite(void)
{
	Suite *s = suite_create("hardened");

	/* Defences need the objects' states. */
	if (OBJECT_CHECK) {
		add_blocks(s);
		add_defences(s);
	}
	return s;
}

int main(void)
{
	return suite_run(hardened_suite());
}
