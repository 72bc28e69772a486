/* SPDX-License-Identifier: MIT */
/*
 * unit/check_thread.c - the caches of a thread, from first use to exit
 */
#include "slab/thread.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "support/heap.h"
#include "support/suite.h"
#include "support/threads.h"

#include <limits.h>
#include <pthread.h>

enum { SIZE = 64, MANY = 2000 };

static struct thread_usage usage(void)
{
	return registry_usage(true);
}

START_TEST(test_thread_attaches_at_first_use)
{
	const struct thread *t;
	void *p;

	ck_assert_uint_eq(usage().nr_threads, 0);
	p = heap_alloc(SIZE);
	t = thread_get();
	ck_assert_ptr_nonnull(t);
	ck_assert_ptr_eq(t, thread_self);
	ck_assert_uint_eq(usage().nr_threads, 1);
	ck_assert_uint_eq(t->home, t->stripe->id + 1);
	heap_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_thread_without_a_heap)
{
	/* Nothing was allocated: the fast paths find nothing to do. */
	ck_assert_ptr_null(thread_alloc(SIZE));
	ck_assert(!thread_free(NULL));
	ck_assert(!thread_free((void *)0x1000));
	thread_drain_own();
}
END_TEST

START_TEST(test_freed_object_is_next)
{
	void *p = heap_alloc(SIZE);

	ck_assert(thread_free(p));
	ck_assert_ptr_eq(thread_alloc(SIZE), p);
	ck_assert(thread_free(p));
	ck_heap_sound();
}
END_TEST

START_TEST(test_objects_come_in_address_order)
{
	char *last = heap_alloc(SIZE);

	for (int i = 0; i < 500; i++) {
		char *p = heap_alloc(SIZE);

		must(p == last + SIZE);
		last = p;
	}
}
END_TEST

START_TEST(test_fast_free_refuses_what_is_not_its_own)
{
	char *p = heap_alloc(SIZE), *run = heap_alloc(OBJECT_MAX + 1);
	int local;

	ck_assert(!thread_free(NULL));
	ck_assert(!thread_free(&local));
	ck_assert(!thread_free(run));
	if (OBJECT_CHECK) {
		ck_assert(!thread_free(p + 1));
		ck_assert(!thread_free(p + SIZE));
		ck_assert(thread_free(p));
		ck_assert(!thread_free(p));
	} else {
		ck_assert(thread_free(p));
	}
	heap_free(run);
	ck_heap_sound();
}
END_TEST

static void free_all(void **p, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		heap_free(p[i]);
}

START_TEST(test_stacks_stay_within_their_cap)
{
	static void *p[MANY];

	for (size_t size = 16; size <= OBJECT_MAX; size *= 2) {
		for (unsigned i = 0; i < MANY; i++)
			p[i] = heap_alloc(size);
		free_all(p, MANY);
		ck_assert_uint_le(usage().bytes, STACKS_BYTES + REMOTE_BYTES);
		ck_assert_uint_le(usage().pcp_pages, PCP_HIGH_MAX);
	}
	ck_assert_uint_gt(usage().bytes, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_drain_empties_the_caches)
{
	static void *p[MANY];
	void *run = heap_alloc(40000);

	for (unsigned i = 0; i < MANY; i++)
		p[i] = heap_alloc(SIZE);
	free_all(p, MANY);
	heap_free(run);
	thread_drain_own();
	ck_assert_uint_eq(usage().objects, 0);
	ck_assert_uint_eq(usage().bytes, 0);
	ck_assert_uint_eq(usage().pcp_pages, 0);
	ck_heap_sound();
}
END_TEST

/* ---- two threads -----------------------------------------------------------
 */

struct handover {
	void *p[MANY];
	size_t size;
	struct turns turns;
};

static void allocate(void *arg)
{
	struct handover *h = arg;

	for (unsigned i = 0; i < MANY; i++) {
		h->p[i] = heap_alloc(h->size);
		pattern_write(h->p[i], h->size, i);
	}
}

START_TEST(test_exit_flushes_everything)
{
	static struct handover h = { .size = SIZE };
	uint64_t before;

	heap_free(heap_alloc(SIZE));
	before = usage().objects;
	thread_run(allocate, &h);
	/* What the thread took in vain is back in the slabs. */
	ck_assert_uint_eq(usage().nr_threads, 1);
	ck_assert_uint_eq(usage().objects, before);
	ck_assert_uint_eq(usage().pcp_pages, 0);
	ck_heap_sound();
	for (unsigned i = 0; i < MANY; i++)
		must(pattern_holds(h.p[i], SIZE, i));
	free_all(h.p, MANY);
	ck_heap_sound();
}
END_TEST

static void free_handed_over(void *arg)
{
	struct handover *h = arg;

	free_all(h->p, MANY);
}

START_TEST(test_objects_of_another_stripe_go_home)
{
	static struct handover h = { .size = SIZE };

	allocate(&h);
	ck_assert_uint_eq(load_relaxed(&chunk_of(h.p[0])->home), 1);
	thread_run(free_handed_over, &h);
	thread_drain_own();
	ck_assert_uint_eq(usage().objects, 0);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	slabs_release_spares();
	ck_assert_uint_eq(heap_info().slab_pages, 0);
	ck_heap_sound();
}
END_TEST

/* A thread that has handed its objects over and sleeps strands nothing. */
static void hand_over_and_block(void *arg, unsigned i)
{
	struct handover *h = arg;

	if (i == 0) {
		allocate(h);
		turns_next(&h->turns);
		turns_wait(&h->turns, 2);
		return;
	}
	turns_wait(&h->turns, 1);
	free_all(h->p, MANY);
	thread_drain_own();
	/* The owner keeps what is in its stacks, no more. */
	must(heap_info().user_bytes == 0);
	must(heap_info().slab_pages <= 2u << CHUNK_ORDER);
	turns_next(&h->turns);
}

START_TEST(test_blocked_thread_strands_nothing)
{
	static struct handover h = { .size = 1024 };

	threads_run(2, hand_over_and_block, &h);
	ck_heap_sound();
}
END_TEST

/* ---- use after the end ------------------------------------------------------
 */

static pthread_key_t key;

/* Runs in every round of destructors, after the heap's own as well. */
static void use_at_exit(void *arg)
{
	_Atomic unsigned *rounds = arg;
	void *p = heap_alloc(SIZE), *run = heap_alloc(100000);

	must(p && run);
	heap_free(p);
	heap_free(run);
	if (atomic_fetch_add(rounds, 1) + 1 < PTHREAD_DESTRUCTOR_ITERATIONS)
		pthread_setspecific(key, arg);
}

static void exit_with_key(void *arg)
{
	heap_free(heap_alloc(SIZE));
	pthread_setspecific(key, arg);
}

START_TEST(test_destructors_may_allocate_and_free)
{
	/* Atomic: a sanitizer takes the thread for ended before its last
	 * rounds. */
	_Atomic unsigned rounds = 0;

	ck_assert_int_eq(pthread_key_create(&key, use_at_exit), 0);
	thread_run(exit_with_key, &rounds);
	ck_assert_uint_ge(rounds, PTHREAD_DESTRUCTOR_ITERATIONS);
	ck_assert_uint_eq(usage().nr_threads, 0);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_assert_uint_eq(usage().objects, 0);
	ck_heap_sound();
}
END_TEST

static void allocate_one(void *arg)
{
	*(void **)arg = heap_alloc(SIZE);
}

START_TEST(test_short_threads_leave_nothing)
{
	size_t own;
	void *p;

	thread_run(allocate_one, &p);
	heap_free(p);
	own = arena_own_bytes();
	for (int i = 0; i < 300; i++) {
		thread_run(allocate_one, &p);
		heap_free(p);
	}
	ck_assert_uint_eq(usage().nr_threads, 1);
	ck_assert_uint_eq(arena_own_bytes(), own);
	thread_drain_own();
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

static void attach_only(void *arg, unsigned i)
{
	(void)i;
	must(thread_get());
	turns_next(arg);
	/* All are there at once. */
	turns_wait(arg, 8);
}

START_TEST(test_threads_spread_over_the_stripes)
{
	struct turns turns = { 0 };

	threads_run(8, attach_only, &turns);
	ck_assert_uint_eq(heap_info().nr_stripes, 4);
	ck_assert_uint_eq(usage().nr_threads, 0);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq(load_relaxed(&stripes[i].nr_threads), 0);
	ck_heap_sound();
}
END_TEST

static Suite *thread_suite(void)
{
	Suite *s = suite_create("thread");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *limits = suite_case(s, "limits", heap_setup_1g);
	TCase *concurrency = suite_case(s, "concurrency", heap_setup_256m);

	tcase_add_test(core, test_thread_attaches_at_first_use);
	tcase_add_test(core, test_freed_object_is_next);
	tcase_add_test(core, test_objects_come_in_address_order);
	tcase_add_test(core, test_fast_free_refuses_what_is_not_its_own);
	tcase_add_test(core, test_drain_empties_the_caches);
	tcase_add_test(limits, test_thread_without_a_heap);
	tcase_add_test(limits, test_stacks_stay_within_their_cap);
	tcase_add_test(concurrency, test_exit_flushes_everything);
	tcase_add_test(concurrency, test_objects_of_another_stripe_go_home);
	tcase_add_test(concurrency, test_blocked_thread_strands_nothing);
	tcase_add_test(concurrency, test_destructors_may_allocate_and_free);
	tcase_add_test(concurrency, test_short_threads_leave_nothing);
	tcase_add_test(concurrency, test_threads_spread_over_the_stripes);
	return s;
}

int main(void)
{
	return suite_run(thread_suite());
}
