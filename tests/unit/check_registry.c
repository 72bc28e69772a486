/* SPDX-License-Identifier: MIT */
/*
 * unit/check_registry.c - all threads: drains, figures, and who is gone
 */
#include "slab/registry.h"
#include "buddy/reclaim.h"
#include "slab/heap.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>

enum { SIZE = 64, OBJECTS = 100 };

/* Leaves free objects and pages in the caller's caches. */
static void fill_caches(void)
{
	void *p[OBJECTS], *run[3];

	for (int i = 0; i < OBJECTS; i++)
		p[i] = heap_alloc(SIZE);
	for (int i = 0; i < OBJECTS; i++)
		heap_free(p[i]);
	for (int i = 0; i < 3; i++)
		run[i] = heap_alloc(40000);
	for (int i = 0; i < 3; i++)
		heap_free(run[i]);
}

START_TEST(test_join_and_leave)
{
	struct thread *a = registry_join(), *b = registry_join();

	ck_assert_ptr_ne(a, b);
	ck_assert_uint_eq(registry_usage().nr_threads, 2);
	ck_assert_ptr_ne(a->stripe, b->stripe);
	registry_leave(a);
	ck_assert_uint_eq(registry_usage().nr_threads, 1);
	/* The slot is used again. */
	ck_assert_ptr_eq(registry_join(), a);
	ck_assert_uint_eq(registry_usage().nr_threads, 2);
}
END_TEST

START_TEST(test_slots_asked_for_in_vain_are_not_used_up)
{
	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	while (registry_join())
		;
	for (int i = 0; i < 10000; i++)
		ck_assert_ptr_null(registry_join());
	inject_stop();
	ck_assert_ptr_nonnull(registry_join());
}
END_TEST

START_TEST(test_slots_start_empty)
{
	struct thread *t = registry_join();

	for (unsigned sc = 0; sc < NR_CLASSES; sc++)
		must(stack_depth(&t->stacks, sc) == 0);
	ck_assert_uint_eq(load_relaxed(&t->remote.n), 0);
	ck_assert_uint_eq(load_relaxed(&t->pcp.count), 0);
	ck_assert_uint_eq(t->drain_seen, registry_drain_wanted());
	for (size_t size = 0; size <= LOOKUP_MAX; size++)
		must(t->offset_of[(size + OBJECT_STEP - 1) / OBJECT_STEP] ==
		     size_class_of(size ? size : 1) * STACK_BYTES);
}
END_TEST

START_TEST(test_usage_sums_the_caches)
{
	struct thread_usage u;

	fill_caches();
	u = registry_usage();
	ck_assert_uint_eq(u.nr_threads, 1);
	ck_assert_uint_gt(u.objects, 0);
	ck_assert_uint_eq(u.bytes, u.objects * SIZE);
	ck_assert_uint_gt(u.pcp_pages, 0);
	ck_assert_uint_eq(u.lost_threads, 0);
	ck_assert_uint_eq(u.lost_bytes + u.lost_pages, 0);
}
END_TEST

START_TEST(test_usage_waits_for_nobody)
{
	struct thread_usage u, locked;

	fill_caches();
	u = registry_usage();
	lock_acquire(registry_lock());
	locked = registry_usage();
	lock_release(registry_lock());
	ck_assert_mem_eq(&u, &locked, sizeof(u));
}
END_TEST

START_TEST(test_drain_all_empties_the_callers_caches)
{
	struct thread_usage u;

	fill_caches();
	registry_drain_all();
	u = registry_usage();
	ck_assert_uint_eq(u.objects + u.bytes + u.pcp_pages, 0);
	ck_assert_uint_eq(heap_info().slab_pages, 0);
	ck_heap_sound();
}
END_TEST

/* Thread 1 asks; thread 0 holds caches, and obeys at its next slow path. */
static void hold_and_obey(void *arg, unsigned i)
{
	struct turns *turns = arg;
	void *p;

	if (i == 1) {
		turns_wait(turns, 1);
		registry_drain_all();
		/* Its pages are drained at once. */
		must(registry_usage().pcp_pages == 0);
		must(registry_usage().objects > 0);
		turns_next(turns);
		return;
	}
	fill_caches();
	turns_next(turns);
	turns_wait(turns, 2);
	p = heap_alloc(OBJECT_MAX);
	must(registry_usage().bytes < OBJECTS * SIZE / 2 + 4 * OBJECT_MAX);
	must(stack_depth(&thread_self->stacks, size_class_of(SIZE)) == 0);
	heap_free(p);
}

START_TEST(test_drain_all_asks_the_other_threads)
{
	struct turns turns = { 0 };

	threads_run(2, hold_and_obey, &turns);
	ck_heap_sound();
}
END_TEST

static void drain_pcp(struct thread *t)
{
	pcp_drain(&t->pcp);
}

static bool pcp_is_empty(struct thread *t)
{
	return !load_relaxed(&t->pcp.count);
}

static void drain_all(struct thread *t)
{
	(void)t;
	registry_drain_all();
}

static bool has_no_spare(struct thread *t)
{
	return !load_relaxed(&stripe_slabs[t->stripe->id].spare_bytes);
}

/*
 * Thread 1 drains; thread 0 keeps it from giving back what it took out of a
 * place that is empty now.
 */
struct halted {
	struct turns turns;
	void (*drain)(struct thread *t);
	bool (*is_empty)(struct thread *t);
	struct thread *t;
};

static void drain_or_halt(void *arg, unsigned i)
{
	struct halted *h = arg;

	if (i == 1) {
		turns_wait(&h->turns, 1);
		h->drain(h->t);
		must(!reclaim_in_flight());
		turns_next(&h->turns);
		return;
	}
	fill_caches();
	h->t = thread_self;
	/* Its objects leave an empty slab that is kept. */
	if (h->drain == drain_all)
		thread_drain_own();
	must(!h->is_empty(h->t));
	lock_acquire(&h->t->stripe->lock);
	turns_next(&h->turns);
	while (!h->is_empty(h->t))
		os_yield();
	must(reclaim_in_flight());
	lock_release(&h->t->stripe->lock);
	turns_wait(&h->turns, 2);
}

START_TEST(test_pages_that_are_drained_are_in_flight)
{
	struct halted h = { .drain = drain_pcp, .is_empty = pcp_is_empty };

	threads_run(2, drain_or_halt, &h);
	ck_heap_sound();
}
END_TEST

START_TEST(test_spare_slabs_that_are_drained_are_in_flight)
{
	struct halted h = { .drain = drain_all, .is_empty = has_no_spare };

	threads_run(2, drain_or_halt, &h);
	ck_heap_sound();
}
END_TEST

static void come_and_go(void *arg, unsigned i)
{
	if (i == 0) {
		for (int n = 0; n < 300; n++) {
			registry_drain_all();
			registry_usage();
		}
		atomic_store((_Atomic bool *)arg, true);
		return;
	}
	while (!atomic_load((_Atomic bool *)arg))
		fill_caches();
}

START_TEST(test_drains_while_threads_work)
{
	_Atomic bool done = false;

	threads_run(4, come_and_go, &done);
	ck_assert_uint_eq(registry_usage().nr_threads, 0);
	ck_heap_sound();
}
END_TEST

static Suite *registry_suite(void)
{
	Suite *s = suite_create("registry");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *concurrency = suite_case(s, "concurrency", heap_setup_256m);

	tcase_add_test(core, test_join_and_leave);
	tcase_add_test(core, test_slots_asked_for_in_vain_are_not_used_up);
	tcase_add_test(core, test_slots_start_empty);
	tcase_add_test(core, test_usage_sums_the_caches);
	tcase_add_test(core, test_usage_waits_for_nobody);
	tcase_add_test(core, test_drain_all_empties_the_callers_caches);
	tcase_add_test(concurrency, test_drain_all_asks_the_other_threads);
	tcase_add_test(concurrency, test_pages_that_are_drained_are_in_flight);
	tcase_add_test(concurrency,
		       test_spare_slabs_that_are_drained_are_in_flight);
	tcase_add_test(concurrency, test_drains_while_threads_work);
	return s;
}

int main(void)
{
	return suite_run(registry_suite());
}
