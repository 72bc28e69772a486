/* SPDX-License-Identifier: MIT */
/*
 * unit/check_quarantine.c - what a thread freed lately, against a model
 */
#include "slab/quarantine.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "slab/run.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <string.h>

static void setup(void)
{
	heap_make_hardened(GIB, HARDEN_QUARANTINE);
}

static void setup_random(void)
{
	heap_make_hardened(GIB, HARDEN_QUARANTINE | HARDEN_RANDOM);
}

static struct quarantine *own(void)
{
	return &thread_get()->quarantine;
}

static const struct quarantined *waiting(uint32_t i)
{
	const struct quarantine *q = own();

	return &q->ring[(q->first + i) % QUARANTINE_BLOCKS];
}

static bool waits(const void *p)
{
	for (uint32_t i = 0; i < own()->count; i++)
		if (waiting(i)->address == p)
			return true;
	return false;
}

static void ck_empty(void)
{
	ck_assert_uint_eq(own()->count, 0);
	ck_assert_uint_eq(load_relaxed(&own()->bytes), 0);
	ck_assert_uint_eq(load_relaxed(&own()->nr_objects), 0);
}

static void ck_all_is_back(void)
{
	struct buddy_info info = heap_info();
	uint64_t free = 0, present = 0;

	for (unsigned z = 0; z < NR_ZONES; z++) {
		free += info.zone[z].free_pages;
		present += info.zone[z].present_pages;
	}
	ck_assert_uint_eq(free, present);
	ck_assert_uint_eq(info.user_bytes, 0);
	ck_assert_uint_eq(info.cached_bytes, 0);
	ck_heap_sound();
}

static void free_many(size_t size, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		heap_free(heap_alloc(size));
}

START_TEST(test_nothing_waits_without_room)
{
	struct quarantine q;

	quarantine_init(&q, NULL);
	ck_assert(!quarantine_admits(&q, 16));
	quarantine_flush(&q);
	ck_assert_uint_eq(q.count, 0);
}
END_TEST

START_TEST(test_larger_blocks_do_not_wait)
{
	void *fits = heap_alloc(QUARANTINE_BLOCK_BYTES);
	void *larger = heap_alloc(QUARANTINE_BLOCK_BYTES + 1);

	ck_assert(quarantine_admits(own(), QUARANTINE_BLOCK_BYTES));
	ck_assert(!quarantine_admits(own(), QUARANTINE_BLOCK_BYTES + 1));
	heap_free(larger);
	ck_empty();
	heap_free(fits);
	ck_assert(waits(fits));
	ck_assert_uint_eq(own()->count, 1);
	ck_assert_uint_eq(load_relaxed(&own()->bytes), QUARANTINE_BLOCK_BYTES);
	ck_assert_uint_eq(load_relaxed(&own()->nr_objects), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_as_many_blocks_wait_as_may)
{
	void *p[QUARANTINE_BLOCKS + 10];

	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = heap_alloc(16);
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		heap_free(p[i]);
	ck_assert_uint_eq(own()->count, QUARANTINE_BLOCKS);
	ck_assert_uint_eq(load_relaxed(&own()->nr_objects), QUARANTINE_BLOCKS);
	ck_assert_uint_eq(load_relaxed(&own()->bytes), QUARANTINE_BLOCKS * 16);
	for (unsigned i = 0; i < QUARANTINE_BLOCKS; i++)
		must(waiting(i)->address == p[i + 10]);
	ck_heap_sound();
}
END_TEST

START_TEST(test_as_many_bytes_wait_as_may)
{
	enum { MOST = QUARANTINE_BYTES / OBJECT_MAX };
	void *p[MOST + 10];

	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = heap_alloc(OBJECT_MAX);
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		heap_free(p[i]);
	ck_assert_uint_eq(own()->count, MOST);
	ck_assert_uint_eq(load_relaxed(&own()->bytes), QUARANTINE_BYTES);
	for (unsigned i = 0; i < MOST; i++)
		must(waiting(i)->address == p[i + 10]);
	/* One large run drives several small ones out. */
	heap_free(heap_alloc(QUARANTINE_BLOCK_BYTES));
	ck_assert_uint_eq(own()->count, MOST - MOST / 8 + 1);
	ck_heap_sound();
}
END_TEST

/* ---- against a model --------------------------------------------------- */

struct model {
	struct quarantined block[QUARANTINE_BLOCKS];
	uint32_t n, nr_objects;
	uint64_t bytes;
};

static void model_drop(struct model *m, uint32_t i)
{
	m->bytes -= m->block[i].bytes;
	m->nr_objects -= !m->block[i].is_run;
	m->n--;
	memmove(&m->block[i], &m->block[i + 1],
		(m->n - i) * sizeof(m->block[0]));
}

static void model_enter(struct model *m, void *p, uint32_t bytes, bool is_run)
{
	while (m->n == QUARANTINE_BLOCKS ||
	       (m->n && m->bytes + bytes > QUARANTINE_BYTES))
		model_drop(m, 0);
	m->block[m->n++] =
		(struct quarantined){ .address = p, .bytes = bytes, is_run };
	m->bytes += bytes;
	m->nr_objects += !is_run;
}

static void model_compare(const struct model *m)
{
	must(own()->count == m->n);
	must(load_relaxed(&own()->bytes) == m->bytes);
	must(load_relaxed(&own()->nr_objects) == m->nr_objects);
	for (uint32_t i = 0; i < m->n; i++)
		must(waiting(i)->address == m->block[i].address);
}

/* No block that waits is handed out. */
static void *alloc_fresh(const struct model *m, size_t size)
{
	char *p = heap_alloc(size);

	must(p);
	for (uint32_t i = 0; i < m->n; i++) {
		const char *q = m->block[i].address;

		must(p + size <= q || q + m->block[i].bytes <= p);
	}
	return p;
}

START_TEST(test_quarantine_agrees_with_a_model)
{
	static struct model m;
	static void *live[300];
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 8000; i++) {
		/* Many small ones, and then large ones. */
		size_t most = i / 2000 % 2 ? 300 : 160 * 1024;
		size_t k = rng_below(&rng, ARRAY_SIZE(live));
		void *p = live[k];

		if (p) {
			const struct chunk *c = heap_object(p);
			uint32_t bytes = (uint32_t)heap_usable_size(p);

			heap_free(p);
			if (bytes <= QUARANTINE_BLOCK_BYTES)
				model_enter(&m, p, bytes, !c);
			if (i % 16 == 0)
				model_compare(&m);
		}
		live[k] = p ? NULL : alloc_fresh(&m, rng_size(&rng, most));
		if (i % 1000 == 0)
			ck_heap_sound();
	}
	for (unsigned k = 0; k < ARRAY_SIZE(live); k++)
		heap_free(live[k]);
	registry_drain_all();
	ck_empty();
	ck_all_is_back();
}
END_TEST

/* ---- where places are random ------------------------------------------- */

START_TEST(test_random_order_keeps_the_bounds)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 8000; i++) {
		size_t most = i / 2000 % 2 ? 300 : QUARANTINE_BLOCK_BYTES;
		uint32_t before = own()->count, objects = 0;
		uint64_t bytes = 0;
		void *p = heap_alloc(1 + rng_size(&rng, most - 1));

		must(!waits(p));
		heap_free(p);
		must(waits(p) && own()->count <= before + 1);
		for (uint32_t k = 0; i % 50 == 0 && k < own()->count; k++) {
			bytes += waiting(k)->bytes;
			objects += !waiting(k)->is_run;
		}
		must(i % 50 || (bytes == load_relaxed(&own()->bytes) &&
				objects == load_relaxed(&own()->nr_objects)));
		must(load_relaxed(&own()->bytes) <= QUARANTINE_BYTES);
		must(own()->count <= QUARANTINE_BLOCKS);
	}
	registry_drain_all();
	ck_empty();
	ck_all_is_back();
}
END_TEST

/* When as many have followed, 1 - 1/e of them have left in the mean. */
START_TEST(test_random_order_is_not_first_in_first_out)
{
	void *p[QUARANTINE_BLOCKS];
	unsigned left = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = heap_alloc(32);
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		heap_free(p[i]);
	free_many(48, QUARANTINE_BLOCKS);
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		left += !waits(p[i]);
	ck_assert_uint_gt(left, QUARANTINE_BLOCKS / 3);
	ck_assert_uint_lt(left, QUARANTINE_BLOCKS - QUARANTINE_BLOCKS / 8);
	ck_heap_sound();
}
END_TEST

/* ---- what is found meanwhile ------------------------------------------- */

static void free_it(void *p)
{
	heap_free(p);
}

static void realloc_it(void *p)
{
	heap_realloc(p, 10);
}

static void free_pages(void *p)
{
	buddy_free_pages(p, 2);
}

static void expect_stop(void (*fn)(void *p), void *p)
{
	struct capture c = capture(fn, p);

	ck_assert_msg(capture_aborted(&c, " is free already (double free); "),
		      "%s", c.text);
}

START_TEST(test_double_free_of_what_waits)
{
	void *p = heap_alloc(100), *run = heap_alloc(20000);

	heap_free(p);
	heap_free(run);
	/* Others have been freed since. */
	free_many(100, 500);
	free_many(20000, 3);
	ck_assert(waits(p) && waits(run));
	expect_stop(free_it, p);
	expect_stop(realloc_it, p);
	expect_stop(free_it, run);
	expect_stop(realloc_it, run);
	expect_stop(free_pages, run);
	ck_heap_sound();
}
END_TEST

START_TEST(test_pages_that_wait_are_described)
{
	char *run = heap_alloc(20000);

	ck_assert(!(heap_page(run).flags & BUDDY_PG_QUARANTINE));
	heap_free(run);
	ck_assert(heap_page(run).flags & BUDDY_PG_QUARANTINE);
	registry_drain_all();
	ck_assert(!(heap_page(run).flags & BUDDY_PG_QUARANTINE));
	ck_heap_sound();
}
END_TEST

START_TEST(test_what_waits_is_cached_and_not_used)
{
	void *p = heap_alloc(OBJECT_MAX), *run = heap_alloc(5 * PAGE_BYTES);

	heap_free(p);
	heap_free(run);
	ck_assert_uint_eq(heap_info().cached_bytes,
			  OBJECT_MAX + 5 * PAGE_BYTES);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_assert_uint_le(heap_info().cached_bytes, heap_info().cached_limit);
	registry_drain_all();
	ck_all_is_back();
}
END_TEST

/* A request that finds nothing else gets what waits. */
START_TEST(test_what_waits_serves_when_memory_is_short)
{
	void **list = NULL, **p;
	unsigned n = 0;

	heap_make_hardened(16 * MIB, HARDEN_QUARANTINE);
	while ((p = heap_alloc(60000))) {
		*p = list;
		list = p;
		n++;
	}
	ck_assert_uint_gt(n, 0);
	for (; list && n--; list = p) {
		p = *list;
		heap_free(list);
		/* There is room for one at most elsewhere. */
		list = heap_alloc(60000);
		must(list);
		heap_free(list);
	}
	ck_heap_sound();
}
END_TEST

/* ---- threads and forks ------------------------------------------------- */

static void leave_some(void *arg)
{
	(void)arg;
	free_many(100, 700);
	free_many(30000, 10);
	must(own()->count > 700);
}

START_TEST(test_thread_that_ends_lets_all_out)
{
	for (int i = 0; i < 3; i++) {
		thread_run(leave_some, NULL);
		ck_assert_uint_eq(heap_info().cached_bytes, 0);
		ck_assert_uint_eq(heap_info().user_bytes, 0);
	}
	registry_drain_all();
	ck_all_is_back();
}
END_TEST

static struct turns turns;

/* What the thread does next, of size bytes; 0: it allocates. */
static void leave_and_wait(void *size, unsigned i)
{
	void *p;

	if (i) {
		turns_wait(&turns, 1);
		registry_drain_all();
		turns_next(&turns);
		return;
	}
	p = heap_alloc(*(size_t *)size);
	leave_some(NULL);
	turns_next(&turns);
	turns_wait(&turns, 2);
	must(own()->count > 700);
	if (*(size_t *)size)
		heap_free(p);
	else
		heap_alloc(64);
	must(own()->count == (*(size_t *)size ? 1 : 0));
}

/* Also those that only free objects, or runs. */
START_TEST(test_threads_obey_a_drain)
{
	size_t size[] = { 0, 64, 30000 };

	threads_run(2, leave_and_wait, &size[_i]);
	ck_heap_sound();
}
END_TEST

static void look_at_child(void *arg)
{
	struct buddy_info info = heap_info();
	const struct buddy_info *parent = arg;

	must(buddy_check() == 0);
	/* The first thread, and the one whose blocks wait. */
	must(registry_usage().lost_threads == 2);
	must(info.lost_bytes >= parent->cached_bytes);
	must(info.user_bytes == parent->user_bytes);
	must(info.cached_bytes == 0);
	/* It goes on, with a quarantine of its own. */
	leave_some(NULL);
	registry_drain_all();
	must(heap_info().user_bytes == parent->user_bytes);
	must(buddy_check() == 0);
}

static void fork_beside(void *arg, unsigned i)
{
	struct buddy_info info;
	struct capture *c = arg;

	if (!i) {
		leave_some(NULL);
		turns_next(&turns);
		turns_wait(&turns, 2);
		return;
	}
	turns_wait(&turns, 1);
	info = heap_info();
	*c = capture(look_at_child, &info);
	turns_next(&turns);
}

START_TEST(test_child_of_a_fork_has_lost_what_waited)
{
	struct capture c;
	void *kept = heap_alloc(1000);

	threads_run(2, fork_beside, &c);
	ck_assert_msg(capture_exited(&c), "%s", c.text);
	heap_free(kept);
	registry_drain_all();
	ck_all_is_back();
}
END_TEST

/* What the forking thread has in it, it has in the child too. */
static void flush_in_child(void *arg)
{
	(void)arg;
	must(own()->count > 700);
	registry_drain_all();
	must(own()->count == 0);
	must(heap_info().user_bytes == 0 && heap_info().lost_bytes == 0);
	must(buddy_check() == 0);
}

START_TEST(test_child_of_a_fork_keeps_its_own)
{
	struct capture c;

	leave_some(NULL);
	c = capture(flush_in_child, NULL);
	ck_assert_msg(capture_exited(&c), "%s", c.text);
	registry_drain_all();
	ck_all_is_back();
}
END_TEST

static void add_tests(Suite *s)
{
	TCase *core = suite_case(s, "core", setup);
	TCase *random = suite_case(s, "core", setup_random);
	TCase *limits = suite_case(s, "limits", NULL);
	TCase *concurrency = suite_case(s, "concurrency", setup);

	tcase_add_test(core, test_nothing_waits_without_room);
	tcase_add_test(core, test_larger_blocks_do_not_wait);
	tcase_add_test(core, test_as_many_blocks_wait_as_may);
	tcase_add_test(core, test_as_many_bytes_wait_as_may);
	tcase_add_test(core, test_quarantine_agrees_with_a_model);
	tcase_add_test(core, test_double_free_of_what_waits);
	tcase_add_test(random, test_double_free_of_what_waits);
	tcase_add_test(core, test_pages_that_wait_are_described);
	tcase_add_test(core, test_what_waits_is_cached_and_not_used);
	tcase_add_test(random, test_random_order_keeps_the_bounds);
	tcase_add_test(random, test_random_order_is_not_first_in_first_out);
	tcase_add_test(limits, test_what_waits_serves_when_memory_is_short);
	tcase_add_test(concurrency, test_thread_that_ends_lets_all_out);
	tcase_add_loop_test(concurrency, test_threads_obey_a_drain, 0, 3);
	tcase_add_test(concurrency, test_child_of_a_fork_has_lost_what_waited);
	tcase_add_test(concurrency, test_child_of_a_fork_keeps_its_own);
}

static Suite *quarantine_suite(void)
{
	Suite *s = suite_create("quarantine");

	/* Defences need the objects' states. */
	if (OBJECT_CHECK)
		add_tests(s);
	return s;
}

int main(void)
{
	return suite_run(quarantine_suite());
}
