/* SPDX-License-Identifier: MIT */
/*
 * unit/check_heap_check.c - the whole heap's validator must be able to fail:
 * objects and page caches are corrupted on purpose
 */
#include "info/check.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/suite.h"
#include "support/threads.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 64 };

static char *user;	  /* an object in use */
static char *cached;	  /* one in the thread's stack */
static struct slab *slab; /* of both */

static void setup(void)
{
	heap_setup_64m();
	user = heap_alloc(SIZE);
	cached = heap_alloc(SIZE);
	heap_free(cached);
	slab = chunk_slab(chunk_of(user));
	ck_heap_sound();
}

static void check_all(void *arg)
{
	(void)arg;
	_exit(check_heap() ? 1 : 0);
}

/* The validator reports the invariant of that name. */
static void expect_violation(const char *name)
{
	struct capture c = capture(check_all, NULL);
	char words[64] = "libbuddy: check: ";

	strcat(words, name);
	ck_assert_msg(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 1,
		      "nothing found");
	ck_assert_msg(strstr(c.text, words), "no %s in: %s", words, c.text);
}

static uint8_t *state_of(const void *p)
{
	const struct chunk *c = chunk_of(p);

	return &c->state[object_index(c, p)];
}

START_TEST(test_sound_heap_has_no_violations)
{
	ck_assert_uint_eq(check_heap(), 0);
	ck_assert_int_eq(buddy_check(), 0);
}
END_TEST

START_TEST(test_O1_object_that_nobody_holds)
{
	state_store(state_of(user), OBJECT_FREE);
	expect_violation("O1:");
}
END_TEST

START_TEST(test_O1_object_that_two_hold)
{
	/* In the stack, and the user's by its state. */
	state_store(state_of(cached), OBJECT_USER);
	expect_violation("O1:");
}
END_TEST

START_TEST(test_O1_object_in_use_and_in_its_slab)
{
	bit_set(slab->free_bits, object_index(chunk_of(user), user));
	slab->nr_free++;
	expect_violation("O1:");
}
END_TEST

START_TEST(test_O1_count_of_free_objects)
{
	slab->nr_free--;
	expect_violation("O1:");
}
END_TEST

START_TEST(test_O1_object_that_left_its_stack)
{
	struct stack *s = &thread_self->stacks.of[size_class_of(SIZE)];

	stack_set_top(s, s->top - 1);
	expect_violation("O1:");
}
END_TEST

START_TEST(test_O1_object_that_left_the_remote_buffer)
{
	store_relaxed(&thread_self->remote.n, 1);
	expect_violation("O1:");
}
END_TEST

START_TEST(test_O2_slab_with_two_owners)
{
	char *large = heap_alloc(OBJECT_MAX);
	struct chunk *last = chunk_of(large + 3 * CHUNK_BYTES);

	ck_assert_ptr_eq(chunk_slab(last), chunk_slab(chunk_of(large)));
	store_relaxed(&last->home, load_relaxed(&last->home) + 1);
	expect_violation("O2:");
}
END_TEST

START_TEST(test_O2_object_that_no_stripe_counts)
{
	struct class_slabs *cs = slabs_of(slab->stripe, slab->sc);

	store_relaxed(&cs->nr_out, load_relaxed(&cs->nr_out) - 1);
	expect_violation("O2:");
}
END_TEST

START_TEST(test_B4_slab_that_the_pages_do_not_know)
{
	store_relaxed(&pfn_to_page(slab->pfn)->flags, PG_HEAD | PG_RUN);
	expect_violation("B4:");
}
END_TEST

START_TEST(test_B4_pages_that_no_slab_knows)
{
	void *run = heap_alloc(BLOCK_BYTES / 2);

	store_relaxed(&pfn_to_page(addr_to_pfn(run))->flags, PG_HEAD | PG_SLAB);
	expect_violation("B4:");
}
END_TEST

START_TEST(test_P1_more_pages_than_high)
{
	void *run = buddy_alloc_pages(0, 3);
	struct pcp *pcp = &thread_self->pcp;

	buddy_free_pages(run, 3);
	ck_assert_uint_ge(load_relaxed(&pcp->count), 8);
	pcp->high = load_relaxed(&pcp->count) - 1;
	expect_violation("P1:");
}
END_TEST

START_TEST(test_P1_page_that_is_in_no_page_cache)
{
	void *run = buddy_alloc_pages(0, 2);

	store_relaxed(&pfn_to_page(addr_to_pfn(run))->flags,
		      PG_HEAD | PG_RUN | PG_PCP);
	expect_violation("P1:");
}
END_TEST

START_TEST(test_P1_count_of_a_page_cache)
{
	struct pcp *pcp = &thread_self->pcp;

	store_relaxed(&pcp->count, load_relaxed(&pcp->count) + 1);
	expect_violation("P1:");
}
END_TEST

START_TEST(test_violations_of_the_page_layer_count)
{
	store_relaxed(&zones[ZONE_DMA].nr_free, 1);
	expect_violation("B3:");
}
END_TEST

/* ---- while others work
 * ------------------------------------------------------- */

enum { ATTACHING = 24 };

struct attaching {
	struct turns turns;
	_Atomic bool done;
};

/* Thread 0 checks while the others appear one by one, and with them stripes. */
static void check_or_attach(void *arg, unsigned i)
{
	struct attaching *a = arg;

	if (i == 0) {
		while (!atomic_load(&a->done))
			must(check_heap() == 0);
		return;
	}
	turns_wait(&a->turns, i - 1);
	must(thread_get());
	turns_next(&a->turns);
	turns_wait(&a->turns, ATTACHING - 1);
	atomic_store(&a->done, true);
}

START_TEST(test_check_while_stripes_open)
{
	struct options o = heap_options(GIB);
	struct attaching a = { .done = false };

	o.stripes = ATTACHING;
	heap_make(&o);
	threads_run(ATTACHING, check_or_attach, &a);
	ck_heap_sound();
}
END_TEST

/* Thread 0 checks the pages while others change runs in place. */
static void check_or_resize(void *arg, unsigned i)
{
	_Atomic bool *done = arg;

	if (i == 0) {
		for (int n = 0; n < 100; n++) {
			lock_acquire(registry_lock());
			must(buddy_heap_check(NULL) == 0);
			lock_release(registry_lock());
		}
		atomic_store(done, true);
		return;
	}
	while (!atomic_load(done)) {
		void *p = heap_alloc(40000);

		for (size_t size = 50000; size < 3 * BLOCK_BYTES; size *= 2)
			p = heap_realloc(p, size);
		for (size_t size = 2 * BLOCK_BYTES; size > 40000; size /= 3)
			p = heap_realloc(p, size);
		heap_free(p);
	}
}

START_TEST(test_check_while_runs_change)
{
	_Atomic bool done = false;

	heap_setup_1g();
	threads_run(3, check_or_resize, &done);
	ck_heap_sound();
}
END_TEST

static Suite *heap_check_suite(void)
{
	Suite *s = suite_create("heap_check");
	TCase *core = suite_case(s, "core", setup);
	TCase *corruption = suite_case(s, "corruption", setup);
	TCase *concurrency = suite_case(s, "concurrency", NULL);

	tcase_add_test(core, test_sound_heap_has_no_violations);
	/* Without the objects' states only their numbers can be compared. */
	if (OBJECT_CHECK) {
		tcase_add_test(corruption, test_O1_object_that_nobody_holds);
		tcase_add_test(corruption, test_O1_object_that_two_hold);
		tcase_add_test(corruption,
			       test_O1_object_in_use_and_in_its_slab);
		tcase_add_test(corruption, test_O1_object_that_left_its_stack);
		tcase_add_test(corruption,
			       test_O1_object_that_left_the_remote_buffer);
	}
	tcase_add_test(corruption, test_O1_count_of_free_objects);
	tcase_add_test(corruption, test_O2_slab_with_two_owners);
	tcase_add_test(corruption, test_O2_object_that_no_stripe_counts);
	tcase_add_test(corruption, test_B4_slab_that_the_pages_do_not_know);
	tcase_add_test(corruption, test_B4_pages_that_no_slab_knows);
	tcase_add_test(corruption, test_P1_more_pages_than_high);
	tcase_add_test(corruption, test_P1_page_that_is_in_no_page_cache);
	tcase_add_test(corruption, test_P1_count_of_a_page_cache);
	tcase_add_test(corruption, test_violations_of_the_page_layer_count);
	tcase_add_test(concurrency, test_check_while_stripes_open);
	tcase_add_test(concurrency, test_check_while_runs_change);
	return s;
}

int main(void)
{
	return suite_run(heap_check_suite());
}
