/* SPDX-License-Identifier: MIT */
/*
 * unit/check_heap.c - memory by the byte: against a model, out of memory, and
 * from several threads
 */
#include "slab/heap.h"
#include "slab/boot.h"
#include "slab/registry.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <string.h>
#include <time.h>

START_TEST(test_alloc_any_size)
{
	for (size_t size = 0; size < 3 * BLOCK_BYTES; size += size / 3 + 1) {
		char *p = heap_alloc(size);

		must(p && is_aligned((uintptr_t)p, 16));
		must(heap_usable_size(p) >= size);
		must(size == 0 || (p[0] = p[size - 1] = 1));
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_usable_size_may_be_used)
{
	for (size_t size = 1; size < 100000; size = size * 3 / 2 + 1) {
		char *p = heap_alloc(size), *next = heap_alloc(size);
		size_t usable = heap_usable_size(p);

		must(usable >= size);
		memset(next, 1, heap_usable_size(next));
		memset(p, 2, usable);
		must(*next == 1);
		heap_free(p);
		heap_free(next);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_usable_size_of_what_is_not_allocated)
{
	char *p = heap_alloc(100);
	int local;

	ck_assert_uint_eq(heap_usable_size(NULL), 0);
	ck_assert_uint_eq(heap_usable_size(&local), 0);
	ck_assert_uint_eq(heap_usable_size(p + 8), 0);
	ck_assert_uint_eq(heap_usable_size(pfn_to_addr(arena.nr_pages - 1)), 0);
	heap_free(p);
	if (OBJECT_CHECK)
		ck_assert_uint_eq(heap_usable_size(p), 0);
}
END_TEST

START_TEST(test_what_stays_at_a_realloc)
{
	char *p = heap_alloc(1000), *run = heap_alloc(OBJECT_MAX + 1);
	size_t have = heap_usable_size(p);
	int local;

	ck_assert(heap_stays(p, have) && heap_stays(p, have / STAY_SHARE));
	ck_assert(!heap_stays(p, have + 1));
	ck_assert(!heap_stays(p, have / STAY_SHARE - 1));
	ck_assert(!heap_stays(p, 0));
	ck_assert(!heap_stays(p + 8, have));
	ck_assert(!heap_stays(run, OBJECT_MAX + 1));
	ck_assert(!heap_stays(NULL, 16) && !heap_stays(&local, 16));
	heap_free(run);
	heap_free(p);
	if (OBJECT_CHECK)
		ck_assert(!heap_stays(p, have));
	ck_heap_sound();
}
END_TEST

START_TEST(test_alloc_zero_is_zero_after_use)
{
	for (size_t size = 1; size < 2 * BLOCK_BYTES; size = size * 3 + 1) {
		void *p = heap_alloc(size);

		memset(p, 0x5a, size);
		heap_free(p);
		p = heap_alloc_zero(size);
		must(p && probe_zero(p, size));
		memset(p, 0x5a, size);
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_aligned_for_every_power_of_two)
{
	for (size_t align = 1; align <= 16 * MIB; align *= 2)
		for (size_t size = 0; size < 200000; size = size * 4 + 1) {
			char *p = heap_alloc_aligned(align, size);

			must(p && is_aligned((uintptr_t)p, align));
			must(heap_usable_size(p) >= size);
			heap_free(p);
		}
	ck_heap_sound();
}
END_TEST

START_TEST(test_free_keeps_errno)
{
	void *p = heap_alloc(100), *run = heap_alloc(100000);

	errno = ERANGE;
	heap_free(p);
	heap_free(run);
	heap_free(NULL);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_all_memory_comes_back)
{
	struct buddy_info info;
	uint64_t free = 0, present = 0;

	for (size_t size = 1; size < 4 * MIB; size = size * 2 + 7)
		heap_free(heap_alloc(size));
	registry_drain_all();
	info = heap_info();
	for (unsigned z = 0; z < NR_ZONES; z++) {
		free += info.zone[z].free_pages;
		present += info.zone[z].present_pages;
	}
	ck_assert_uint_eq(free, present);
	ck_assert_uint_eq(info.user_bytes, 0);
	ck_heap_sound();
}
END_TEST

/* ---- against a model --------------------------------------------------------
 */

enum { BLOCKS = 200, STEPS = 12000, NR_DEFENCES = 5 };
static_assert(1 << NR_DEFENCES == HARDEN_ALL + 1, "all of them");

struct block_model {
	void *p;
	size_t size;
	uint64_t tag;
};

static void fill(struct block_model *b, void *p, size_t size, uint64_t tag)
{
	must(p && is_aligned((uintptr_t)p, 16));
	must(heap_usable_size(p) >= size);
	*b = (struct block_model){ p, size, tag };
	pattern_write(p, size, tag);
}

static void verify(const struct block_model *b)
{
	must(pattern_holds(b->p, b->size, b->tag));
}

/* No two blocks overlap. */
static void verify_apart(const struct block_model *b, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < i; j++)
			must(!b[i].p || !b[j].p ||
			     (char *)b[i].p + b[i].size <= (char *)b[j].p ||
			     (char *)b[j].p + b[j].size <= (char *)b[i].p);
}

static void model_alloc(struct rng *rng, struct block_model *b, uint64_t tag)
{
	size_t size = rng_size(rng, rng_below(rng, 20) ? 100000 : 16 * MIB);
	size_t align = (size_t)16 << rng_below(rng, 12);
	void *p;

	switch (rng_below(rng, 4)) {
	case 0:
		p = heap_alloc_zero(size);
		must(p && probe_zero(p, size));
		break;
	case 1:
		p = heap_alloc_aligned(align, size);
		must(is_aligned((uintptr_t)p, align));
		break;
	default:
		p = heap_alloc(size);
	}
	fill(b, p, size, tag);
}

static void model_realloc(struct rng *rng, struct block_model *b, uint64_t tag)
{
	size_t size = 1 + rng_size(rng, rng_below(rng, 9) ? 100000 : 16 * MIB);
	void *p = heap_realloc(b->p, size);

	must(p);
	must(pattern_kept(p, b->size, b->size < size ? b->size : size, b->tag));
	fill(b, p, size, tag);
}

static void model_step(struct rng *rng, struct block_model *b, uint64_t tag)
{
	if (!b->p) {
		model_alloc(rng, b, tag);
		return;
	}
	verify(b);
	if (rng_below(rng, 3) == 0) {
		model_realloc(rng, b, tag);
	} else {
		heap_free(b->p);
		b->p = NULL;
	}
}

/* Nothing, each of the defences alone, and all. */
static unsigned features(int i)
{
	return i == NR_DEFENCES + 1 ? HARDEN_ALL : 1u << i >> 1;
}

START_TEST(test_heap_agrees_with_a_model)
{
	static struct block_model b[BLOCKS];
	struct rng rng = rng_seeded(__func__);

	heap_make_hardened(8 * GIB, features(_i));
	for (unsigned i = 0; i < STEPS; i++) {
		model_step(&rng, &b[rng_below(&rng, BLOCKS)], i);
		if (i % 2000 == 0)
			verify_apart(b, BLOCKS);
		if (i % 4000 == 1)
			ck_heap_sound();
	}
	for (unsigned i = 0; i < BLOCKS; i++)
		if (b[i].p) {
			verify(&b[i]);
			heap_free(b[i].p);
		}
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

/* ---- out of memory
 * ----------------------------------------------------------- */

/* Allocates until nothing is left, in a list through the blocks themselves. */
static void **use_up(size_t size)
{
	void **list = NULL, **p;

	while ((p = heap_alloc(size))) {
		*p = list;
		list = p;
	}
	return list;
}

static unsigned free_list(void **list)
{
	unsigned n = 0;

	for (; list; n++) {
		void **next = *list;

		heap_free(list);
		list = next;
	}
	return n;
}

START_TEST(test_exhaustion_by_any_size)
{
	static const size_t sizes[] = { 96,    512,	    5000,
					40000, BLOCK_BYTES, 5 * MIB };
	size_t size = sizes[_i];
	unsigned first = free_list(use_up(size)), second;
	size_t bytes = first * size;

	/* Most of the arena served, twice over. */
	ck_assert_uint_ge(bytes, arena.bytes / 2);
	second = free_list(use_up(size));
	ck_assert_uint_ge(second + first / 20, first);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_free_never_fails_when_memory_is_short)
{
	void **small = use_up(64), **large = use_up(40000);

	ck_assert_ptr_null(heap_alloc(64));
	ck_assert_ptr_null(large);
	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	free_list(small);
	inject_stop();
	ck_assert_ptr_nonnull(large = heap_alloc(40000));
	heap_free(large);
	ck_heap_sound();
}
END_TEST

START_TEST(test_caches_are_drained_before_memory_is_short)
{
	void *parked = heap_alloc(8 * PAGE_BYTES), **list;

	heap_free(parked);
	list = use_up(OBJECT_MAX + 1);
	/* No page is left in a cache while a request fails. */
	ck_assert_uint_eq(heap_info().pcp_pages, 0);
	free_list(list);
	ck_heap_sound();
}
END_TEST

/* A little of everything; whatever fails gives NULL. */
static void exercise(void)
{
	static const size_t sizes[] = { 1,	 24,	     100,    1000,
					8192,	 40000,	     300000, 2 * MIB,
					5 * MIB, BLOCK_BYTES };
	void *p[ARRAY_SIZE(sizes)];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = i % 2 ? heap_alloc(sizes[i]) : heap_alloc_zero(sizes[i]);
		if (p[i])
			pattern_write(p[i], sizes[i], i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *q = p[i] ? heap_realloc(p[i], 2 * sizes[i]) : NULL;

		if (q)
			must(pattern_kept(q, sizes[i], sizes[i], i));
		else if (p[i])
			must(pattern_holds(p[i], sizes[i], i));
		heap_free(q ? q : p[i]);
	}
}

/* The nth call of a kind and all after it fail, for every n; then hardened. */
START_TEST(test_kernel_refuses_from_the_nth_call_on)
{
	enum os_call call = _i / 2 % NR_OS_CALLS;
	unsigned nth = (unsigned)_i / 2 / NR_OS_CALLS;
	struct options o = heap_options(16 * MIB);

	o.hardened = OBJECT_CHECK && _i % 2;
	o.purge_floor_bytes = 0;
	o.purge_share = 1000;
	inject_fail(call, nth, ALWAYS, ENOMEM);
	if (!init_with(&o)) {
		ck_assert_ptr_null(heap_alloc(100));
		ck_assert_ptr_null(heap_alloc(1000000));
	} else {
		exercise();
		registry_drain_all();
		ck_heap_sound();
	}
	inject_stop();
	exercise();
	/* A guard that stays takes its run with it. */
	if (call != OS_UNGUARD)
		ck_assert_uint_eq(heap_info().lost_bytes, 0);
	ck_heap_sound();
}
END_TEST

/* Only the nth call fails; a start that it was part of is made up for. */
START_TEST(test_kernel_refuses_once)
{
	enum os_call call = _i / 2 % NR_OS_CALLS;
	unsigned nth = (unsigned)_i / 2 / NR_OS_CALLS;
	struct options o = heap_options(16 * MIB);

	o.hardened = OBJECT_CHECK && _i % 2;
	o.purge_floor_bytes = 0;
	o.purge_share = 1000;
	inject_fail(call, nth, 1, ENOMEM);
	init_with(&o);
	exercise();
	ck_assert(heap_is_ready());
	exercise();
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

/* ---- threads
 * ------------------------------------------------------------------ */

enum { THREADS = 4, SLOTS = 256, MILLISECONDS = 500 };

struct shared {
	struct rng rng;
	_Atomic(void *) slot[SLOTS];
};

/* A block knows its size and carries it at both ends. */
static void stamp(void *p, size_t size)
{
	*(size_t *)p = size;
	*((unsigned char *)p + size - 1) = (unsigned char)size;
}

static void check_and_free(void *p)
{
	size_t size;

	if (!p)
		return;
	size = *(size_t *)p;
	must(*((unsigned char *)p + size - 1) == (unsigned char)size);
	heap_free(p);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void hand_over(void *arg, unsigned i)
{
	struct shared *s = arg;
	struct rng rng = rng_derived(&s->rng, i);
	uint64_t end = now_ms() + MILLISECONDS;

	for (unsigned n = 0; n % 64 || now_ms() < end; n++) {
		size_t most = n % 50 ? 2000 : 3 * MIB;
		size_t size = sizeof(size_t) + 1 + rng_size(&rng, most);
		void *p = heap_alloc(size);

		must(p);
		stamp(p, size);
		if (n % 7 == 0) {
			p = heap_realloc(p, size + size / 2);
			must(p && *(size_t *)p == size);
			stamp(p, size + size / 2);
		}
		p = atomic_exchange(&s->slot[rng_below(&rng, SLOTS)], p);
		check_and_free(p);
		if (n % 5000 == 4999)
			registry_drain_all();
	}
}

START_TEST(test_threads_hand_blocks_over)
{
	static struct shared s;

	heap_make_hardened(GIB, features(_i));
	s.rng = rng_seeded(__func__);
	threads_run(THREADS, hand_over, &s);
	ck_heap_sound();
	for (unsigned i = 0; i < SLOTS; i++)
		check_and_free(atomic_load(&s.slot[i]));
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

static void use_up_together(void *arg, unsigned i)
{
	_Atomic unsigned *sum = arg;

	for (int n = 0; n < 3; n++)
		atomic_fetch_add(sum, free_list(use_up(i % 2 ? 1000 : 50000)));
}

START_TEST(test_threads_exhaust_memory_together)
{
	_Atomic unsigned sum = 0;

	threads_run(THREADS, use_up_together, &sum);
	ck_assert_uint_gt(sum, 0);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
	/* All of it can be had in one piece again. */
	registry_drain_all();
	for (unsigned z = 0; z < NR_ZONES; z++)
		ck_assert_uint_eq(zone_usage(z).free, zone_usage(z).present);
}
END_TEST

static Suite *heap_suite(void)
{
	/* Defences need the objects' states. */
	const int nr_feature_sets = OBJECT_CHECK ? NR_DEFENCES + 2 : 1;
	Suite *s = suite_create("heap");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *model = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", heap_setup_64m);
	TCase *failures = suite_case(s, "limits", NULL);
	TCase *concurrency = suite_case(s, "concurrency", NULL);
	TCase *shortage = suite_case(s, "concurrency", heap_setup_64m);

	tcase_add_test(core, test_alloc_any_size);
	tcase_add_test(core, test_usable_size_may_be_used);
	tcase_add_test(core, test_usable_size_of_what_is_not_allocated);
	tcase_add_test(core, test_what_stays_at_a_realloc);
	tcase_add_test(core, test_alloc_zero_is_zero_after_use);
	tcase_add_test(core, test_aligned_for_every_power_of_two);
	tcase_add_test(core, test_free_keeps_errno);
	tcase_add_test(core, test_all_memory_comes_back);
	tcase_add_loop_test(model, test_heap_agrees_with_a_model, 0,
			    nr_feature_sets);
	tcase_add_loop_test(limits, test_exhaustion_by_any_size, 0, 6);
	tcase_add_test(limits, test_free_never_fails_when_memory_is_short);
	tcase_add_test(limits, test_caches_are_drained_before_memory_is_short);
	tcase_add_loop_test(failures, test_kernel_refuses_from_the_nth_call_on,
			    0, 2 * 5 * NR_OS_CALLS);
	if (probe_real_kernel())
		tcase_add_loop_test(failures, test_kernel_refuses_once, 0,
				    2 * 7 * NR_OS_CALLS);
	tcase_add_loop_test(concurrency, test_threads_hand_blocks_over, 0,
			    nr_feature_sets);
	tcase_add_test(shortage, test_threads_exhaust_memory_together);
	return s;
}

int main(void)
{
	return suite_run(heap_suite());
}
