/* SPDX-License-Identifier: MIT */
/*
 * unit/check_thread.c - the caches of a thread, from first use to exit
 */
#include "slab/thread.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

enum { SIZE = 64, MANY = 2000 };

static struct thread_usage usage(void)
{
	return registry_usage();
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

/* Once refused is not refused for good, nor asked for at every call. */
START_TEST(test_thread_without_a_slot_gets_one_later)
{
	enum { MOST_CALLS = 2000 };
	unsigned calls = 0, tries;

	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	while (arena_own_alloc(CACHE_LINE, CACHE_LINE))
		;
	tries = inject_seen(OS_COMMIT);
	ck_assert_ptr_null(thread_get());
	for (int i = 0; i < 10; i++)
		ck_assert_ptr_null(thread_get());
	ck_assert_uint_eq(inject_seen(OS_COMMIT), tries + 1);
	inject_stop();
	while (!thread_self->stripe && calls++ < MOST_CALLS)
		heap_free(heap_alloc(SIZE));
	ck_assert_ptr_nonnull(thread_self->stripe);
	ck_assert_uint_gt(calls, 10);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
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
		ck_assert_uint_le(usage().bytes, stacks_limit() + REMOTE_BYTES);
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

/* ---- much is freed ---------------------------------------------------------
 */

enum { TEARDOWN_LARGEST = 2048, TEARDOWN_LEFT = 4 };

/* Frees n objects in any order. */
static void free_shuffled(struct rng *rng, void **p, unsigned n)
{
	while (n) {
		unsigned i = (unsigned)rng_below(rng, n);

		heap_free(p[i]);
		p[i] = p[--n];
	}
}

/* The stacks shrink with what is left, so that slabs become empty. */
START_TEST(test_random_teardown_leaves_few_slabs)
{
	struct rng rng = rng_seeded(__func__);
	void **p = calloc(64 * MIB / OBJECT_STEP, sizeof(*p));
	size_t bytes = 0;
	unsigned n = 0;

	while (bytes < 64 * MIB) {
		p[n] = heap_alloc(1 + rng_below(&rng, TEARDOWN_LARGEST));
		bytes += heap_usable_size(p[n++]);
	}
	free_shuffled(&rng, p, n);
	free(p);
	ck_assert_uint_le(heap_info().slab_pages,
			  TEARDOWN_LEFT * MIB / PAGE_BYTES);
	ck_assert_uint_le(usage().bytes, stacks_limit());
	ck_heap_sound();
}
END_TEST

/* A program that goes on with less is not slowed down for good. */
START_TEST(test_shrunk_stacks_grow_again)
{
	unsigned n = 64 * 1024, sc = size_class_of(SIZE);
	struct rng rng = rng_seeded(__func__);
	void **p = calloc(n, sizeof(*p));

	for (unsigned i = 0; i < n; i++)
		p[i] = heap_alloc(SIZE);
	ck_assert_uint_eq(stack_capacity(&thread_self->stacks, sc),
			  size_classes[sc].cache_max);
	free_shuffled(&rng, p, n);
	ck_assert_uint_lt(stack_capacity(&thread_self->stacks, sc),
			  size_classes[sc].cache_max);
	for (unsigned i = 0; i < n; i++)
		p[i] = heap_alloc(SIZE);
	ck_assert_uint_eq(stack_capacity(&thread_self->stacks, sc),
			  size_classes[sc].cache_max);
	free_shuffled(&rng, p, n);
	free(p);
	ck_heap_sound();
}
END_TEST

/* ---- two threads -----------------------------------------------------------
 */

struct handover {
	void *p[MANY];
	size_t size;
	bool stacked; /* expected */
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

/* No thread and no user has an object: nothing keeps a slab. */
static void expect_all_at_home(void)
{
	ck_assert_uint_eq(usage().objects, 0);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	slabs_release_spares();
	ck_assert_uint_eq(heap_info().slab_pages, 0);
	ck_heap_sound();
}

START_TEST(test_objects_of_another_stripe_go_home)
{
	static struct handover h = { .size = SIZE };

	allocate(&h);
	ck_assert_uint_eq(load_relaxed(&chunk_of(h.p[0])->home), 1);
	thread_run(free_handed_over, &h);
	thread_drain_own();
	expect_all_at_home();
}
END_TEST

/* The second thread uses the class itself, so its stack has room. */
static void free_one_foreign(void *arg)
{
	struct handover *h = arg;
	unsigned sc = size_class_of(h->size), depth;

	heap_free(heap_alloc(h->size));
	depth = stack_depth(&thread_self->stacks, sc);
	must(load_relaxed(&chunk_of(h->p[0])->home) != thread_self->home);
	heap_free(h->p[0]);
	must(stack_depth(&thread_self->stacks, sc) == depth + h->stacked);
	must(load_relaxed(&thread_self->remote.n) == !h->stacked);
	must(thread_self->foreign == (uint64_t)h->stacked << sc);
	if (h->stacked) {
		must(heap_alloc(h->size) == h->p[0]);
		heap_free(h->p[0]);
	}
	thread_drain_own();
	must(!thread_self->foreign);
}

static void hand_one_over(size_t size, bool stacked)
{
	static struct handover h;
	unsigned sc = size_class_of(size);

	h.size = size;
	h.stacked = stacked;
	h.p[0] = heap_alloc(size);
	thread_drain_own();
	ck_assert_uint_eq(slabs_out(0, sc), 1);
	thread_run(free_one_foreign, &h);
	ck_assert_uint_eq(slabs_out(0, sc), 0);
	ck_heap_sound();
}

START_TEST(test_foreign_objects_are_used_again_and_go_home)
{
	hand_one_over(CACHE_LINE, true);
	hand_one_over(1000, true);
	/* No room: the stack holds one, and has it. */
	hand_one_over(OBJECT_MAX, false);
}
END_TEST

START_TEST(test_foreign_objects_that_share_a_cache_line_are_not_used)
{
	hand_one_over(OBJECT_STEP, false);
	hand_one_over(CACHE_LINE - OBJECT_STEP, false);
}
END_TEST

enum { MAILBOXES = 512, LETTERS = 60000 };

struct post {
	struct rng rng;
	_Atomic(size_t *) box[MAILBOXES];
};

/* A letter's first word is its size, the rest tells whose it is. */
static size_t *write_letter(size_t size)
{
	size_t *letter = heap_alloc(size);

	*letter = size;
	pattern_write(letter + 1, size - sizeof(*letter), (uintptr_t)letter);
	return letter;
}

static void read_letter(size_t *letter)
{
	must(pattern_holds(letter + 1, *letter - sizeof(*letter),
			   (uintptr_t)letter));
	heap_free(letter);
}

static void exchange_letters(void *arg, unsigned i)
{
	struct post *post = arg;
	struct rng rng = rng_derived(&post->rng, i);

	for (int n = 0; n < LETTERS; n++) {
		size_t size = sizeof(size_t) + rng_size(&rng, 3000);
		size_t *letter =
			atomic_exchange(&post->box[rng_below(&rng, MAILBOXES)],
					write_letter(size));

		if (letter)
			read_letter(letter);
	}
	for (unsigned sc = 0; size_classes[sc].size < CACHE_LINE; sc++)
		must(!(thread_self->foreign >> sc & 1));
}

START_TEST(test_O1_objects_on_the_stacks_of_others_go_home)
{
	static struct post post;

	post.rng = rng_seeded(__func__);
	threads_run(2, exchange_letters, &post);
	for (unsigned i = 0; i < MAILBOXES; i++)
		if (post.box[i])
			read_letter(post.box[i]);
	thread_drain_own();
	ck_heap_sound();
	expect_all_at_home();
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

static void run_short_threads(int n)
{
	while (n-- > 0) {
		void *p;

		thread_run(allocate_one, &p);
		heap_free(p);
	}
}

START_TEST(test_short_threads_leave_nothing)
{
	size_t own;

	/* A slot for each of the two threads that are there at once. */
	run_short_threads(2);
	own = arena_own_bytes();
	run_short_threads(300);
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
	tcase_add_test(core, test_thread_without_a_slot_gets_one_later);
	tcase_add_test(core, test_freed_object_is_next);
	tcase_add_test(core, test_objects_come_in_address_order);
	tcase_add_test(core, test_fast_free_refuses_what_is_not_its_own);
	tcase_add_test(core, test_drain_empties_the_caches);
	tcase_add_test(limits, test_thread_without_a_heap);
	tcase_add_test(limits, test_stacks_stay_within_their_cap);
	tcase_add_test(limits, test_random_teardown_leaves_few_slabs);
	tcase_add_test(limits, test_shrunk_stacks_grow_again);
	tcase_add_test(concurrency, test_exit_flushes_everything);
	tcase_add_test(concurrency, test_objects_of_another_stripe_go_home);
	tcase_add_test(concurrency,
		       test_foreign_objects_are_used_again_and_go_home);
	tcase_add_test(
		concurrency,
		test_foreign_objects_that_share_a_cache_line_are_not_used);
	tcase_add_test(concurrency,
		       test_O1_objects_on_the_stacks_of_others_go_home);
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
