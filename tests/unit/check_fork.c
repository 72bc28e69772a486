/* SPDX-License-Identifier: MIT */
/*
 * unit/check_fork.c - the heap in parent and child, with and without threads
 */
#include "api/fork.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "support/heap.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 8, FORKS = 8, SIZE = 64, BLOCKS = 200 };

/* Seconds until a child counts as hung: many, for machines under load. */
enum { HUNG = 40 };

/* Runs fn in a child; its result must be true.  A child that hangs ends. */
static void in_child(bool (*fn)(void *arg), void *arg)
{
	int status;
	pid_t pid = fork();

	must(pid >= 0);
	if (!pid) {
		signal(SIGALRM, SIG_DFL);
		alarm(HUNG);
		_exit(fn(arg) ? 0 : 1);
	}
	must(waitpid(pid, &status, 0) == pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		ck_abort_msg("the child ended with status %d", status);
}

/* Everything works: objects, runs, long runs, drains. */
static bool use_heap(void *arg)
{
	static const size_t sizes[] = { 16, 64, 1000, 30000, 50000, 6 * MIB };
	void *p[BLOCKS];

	(void)arg;
	for (size_t i = 0; i < BLOCKS; i++) {
		size_t size = sizes[i % ARRAY_SIZE(sizes)];

		p[i] = i < 60 ? heap_alloc(size) : heap_alloc(i);
		if (!p[i])
			return false;
		pattern_write(p[i], i < 60 ? size : i, i);
	}
	for (size_t i = 0; i < BLOCKS; i++) {
		size_t size = sizes[i % ARRAY_SIZE(sizes)];

		if (!pattern_holds(p[i], i < 60 ? size : i, i))
			return false;
		heap_free(p[i]);
	}
	registry_drain_all();
	return buddy_check() == 0;
}

START_TEST(test_child_of_one_thread)
{
	void *p = heap_alloc(SIZE);

	pattern_write(p, SIZE, 1);
	in_child(use_heap, NULL);
	ck_assert(pattern_holds(p, SIZE, 1));
	heap_free(p);
	ck_assert(use_heap(NULL));
	ck_heap_sound();
}
END_TEST

static bool grandchild(void *arg)
{
	use_heap(arg);
	in_child(use_heap, arg);
	return use_heap(arg);
}

START_TEST(test_child_of_a_child)
{
	in_child(grandchild, NULL);
	ck_heap_sound();
}
END_TEST

static bool nothing_is_lost(void *arg)
{
	(void)arg;
	return heap_info().lost_bytes == 0 && heap_info().nr_threads == 1 &&
	       registry_usage().lost_threads == 0;
}

START_TEST(test_one_thread_loses_nothing)
{
	heap_free(heap_alloc(SIZE));
	in_child(nothing_is_lost, NULL);
}
END_TEST

static bool memory_is_own(void *arg)
{
	(void)arg;
	return fork_own_memory();
}

START_TEST(test_memory_of_a_child_is_its_own)
{
	ck_assert(fork_own_memory());
	in_child(memory_is_own, NULL);
	ck_assert(fork_own_memory());
}
END_TEST

START_TEST(test_memory_of_a_child_of_vfork_is_not)
{
	static volatile bool shared, own;
	int status;
	pid_t pid = vfork();

	if (!pid) {
		shared = true;
		own = fork_own_memory();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	/* Emulators and sanitizers may fork instead. */
	ck_assert(!shared || !own);
	ck_assert(fork_own_memory());
}
END_TEST

/* ---- idle threads ---------------------------------------------------------
 */

struct idle {
	struct turns turns;
	unsigned n; /* threads that hold caches while another forks */
	bool (*child)(void *arg);
};

static void hold_caches(void)
{
	void *p[BLOCKS], *run = heap_alloc(5 * PAGE_BYTES);

	for (int i = 0; i < BLOCKS; i++)
		p[i] = heap_alloc(SIZE);
	for (int i = 0; i < BLOCKS; i++)
		heap_free(p[i]);
	heap_free(run);
}

static void idle_or_fork(void *arg, unsigned i)
{
	struct idle *idle = arg;

	hold_caches();
	turns_next(&idle->turns);
	if (i == 0) {
		turns_wait(&idle->turns, idle->n + 1);
		in_child(idle->child, idle);
		turns_next(&idle->turns);
	}
	turns_wait(&idle->turns, idle->n + 2);
}

static bool losses_are_counted(void *arg)
{
	const struct idle *idle = arg;
	struct thread_usage u = registry_usage();

	/* Each holds at least half of what its stack for 64 bytes may. */
	return u.lost_threads == idle->n && u.nr_threads == 1 &&
	       u.lost_bytes >= idle->n * 16 * SIZE &&
	       u.lost_bytes <= idle->n * (stacks_limit() + REMOTE_BYTES) &&
	       u.lost_pages <= idle->n * PCP_HIGH_MAX &&
	       heap_info().lost_bytes ==
		       u.lost_bytes + (u.lost_pages << PAGE_SHIFT) &&
	       buddy_check() == 0 && use_heap(NULL);
}

START_TEST(test_child_counts_what_is_lost)
{
	struct idle idle = { .n = 5, .child = losses_are_counted };

	threads_run(idle.n + 1, idle_or_fork, &idle);
	ck_assert_uint_eq(heap_info().lost_bytes, 0);
	ck_heap_sound();
}
END_TEST

/* The losses of all ancestors are remembered. */
static bool fork_again(void *arg)
{
	return losses_are_counted(arg) &&
	       (in_child(losses_are_counted, arg), true);
}

START_TEST(test_losses_are_inherited)
{
	struct idle idle = { .n = 3, .child = fork_again };

	threads_run(idle.n + 1, idle_or_fork, &idle);
	ck_heap_sound();
}
END_TEST

static bool slots_are_used_again(void *arg)
{
	const struct idle *idle = arg;
	size_t own = arena_own_bytes();

	for (unsigned i = 0; i < idle->n; i++)
		if (!registry_join())
			return false;
	return registry_usage().nr_threads == idle->n + 1 &&
	       arena_own_bytes() == own;
}

START_TEST(test_slots_of_lost_threads_are_used_again)
{
	struct idle idle = { .n = 4, .child = slots_are_used_again };

	threads_run(idle.n + 1, idle_or_fork, &idle);
}
END_TEST

/* ---- busy threads ----------------------------------------------------------
 */

struct busy {
	struct rng rng;
	_Atomic bool done;
};

static void work_or_fork(void *arg, unsigned i)
{
	struct busy *busy = arg;
	struct rng rng = rng_derived(&busy->rng, i);
	void *p[32] = { NULL };

	if (i == 0) {
		for (int n = 0; n < FORKS; n++)
			in_child(use_heap, NULL);
		atomic_store(&busy->done, true);
		return;
	}
	while (!atomic_load(&busy->done)) {
		unsigned k = (unsigned)rng_below(&rng, 32);

		heap_free(p[k]);
		p[k] = heap_alloc(rng_size(&rng, 50000));
		if (i == 1 && rng_below(&rng, 100) == 0)
			registry_drain_all();
	}
	for (int k = 0; k < 32; k++)
		heap_free(p[k]);
}

START_TEST(test_child_works_while_threads_allocate)
{
	struct busy busy = { .rng = rng_seeded(__func__) };

	threads_run(WORKERS + 1, work_or_fork, &busy);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

/* Whatever the other threads were doing, each present page has an account. */
static bool every_page_is_accounted_for(void *arg)
{
	(void)arg;
	return heap_info().in_flight_pages == 0;
}

static void resize_or_fork(void *arg, unsigned i)
{
	struct busy *busy = arg;
	struct rng rng = rng_derived(&busy->rng, i);
	void *p;

	if (i == 0) {
		for (int n = 0; n < 10 * FORKS; n++)
			in_child(every_page_is_accounted_for, NULL);
		atomic_store(&busy->done, true);
		return;
	}
	p = heap_alloc(1);
	while (!atomic_load(&busy->done))
		must((p = heap_realloc(p, 1 + rng_below(&rng, 3 * MIB))));
	heap_free(p);
}

START_TEST(test_child_accounts_for_every_page)
{
	struct busy busy = { .rng = rng_seeded(__func__) };

	threads_run(3, resize_or_fork, &busy);
	ck_assert_int_eq(heap_info().in_flight_pages, 0);
	ck_heap_sound();
}
END_TEST

struct drained {
	struct turns turns;
	struct pcp *pcp;
};

/* Another thread may be draining the very thread that forks. */
static void drain_or_fork(void *arg, unsigned i)
{
	struct drained *d = arg;

	if (i == 0) {
		hold_caches();
		d->pcp = &thread_self->pcp;
		turns_next(&d->turns);
		turns_wait(&d->turns, 2);
		in_child(use_heap, NULL);
		return;
	}
	turns_wait(&d->turns, 1);
	lock_acquire(&d->pcp->lock);
	turns_next(&d->turns);
	usleep(50 * 1000);
	lock_release(&d->pcp->lock);
}

START_TEST(test_child_of_a_thread_that_was_being_drained)
{
	struct drained d = { .pcp = NULL };

	threads_run(2, drain_or_fork, &d);
	ck_heap_sound();
}
END_TEST

/* A thread for which there is no slot, with an object that it is taking. */
static void stray_or_fork(void *arg, unsigned i)
{
	struct turns *turns = arg;
	struct object object;

	if (i == 0) {
		hold_caches();
		store_relaxed(&registry.nr_slots, SIZE_MAX / 2);
		turns_next(turns);
		turns_wait(turns, 2);
		in_child(use_heap, NULL);
		turns_next(turns);
		return;
	}
	turns_wait(turns, 1);
	ck_assert_ptr_null(thread_get());
	ck_assert_uint_eq(slabs_refill(0, 0, &object, 1), 1);
	turns_next(turns);
	turns_wait(turns, 3);
	slabs_flush(0, 0, &object.address, 1);
}

START_TEST(test_child_leaves_a_thread_without_a_slot_behind)
{
	struct turns turns = { 0 };

	threads_run(2, stray_or_fork, &turns);
	ck_heap_sound();
}
END_TEST

static Suite *fork_suite(void)
{
	Suite *s = suite_create("fork");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *concurrency = suite_case(s, "concurrency", heap_setup_256m);

	tcase_add_test(core, test_child_of_one_thread);
	tcase_add_test(core, test_child_of_a_child);
	tcase_add_test(core, test_one_thread_loses_nothing);
	tcase_add_test(core, test_memory_of_a_child_is_its_own);
	tcase_add_test(core, test_memory_of_a_child_of_vfork_is_not);
	tcase_add_test(concurrency, test_child_counts_what_is_lost);
	tcase_add_test(concurrency, test_losses_are_inherited);
	tcase_add_test(concurrency, test_slots_of_lost_threads_are_used_again);
	tcase_add_test(concurrency, test_child_works_while_threads_allocate);
	tcase_add_test(concurrency, test_child_accounts_for_every_page);
	tcase_add_test(concurrency,
		       test_child_of_a_thread_that_was_being_drained);
	tcase_add_test(concurrency,
		       test_child_leaves_a_thread_without_a_slot_behind);
	return s;
}

int main(void)
{
	return suite_run(fork_suite());
}
