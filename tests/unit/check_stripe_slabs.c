/* SPDX-License-Identifier: MIT */
/*
 * unit/check_stripe_slabs.c - objects in batches, and what becomes of slabs
 */
#include "buddy/reclaim.h"
#include "slab/stripe_slabs.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

enum { STRIPE = 0 };

static unsigned sc;

static void setup(void)
{
	heap_setup_64m();
	sc = size_class_of(1024);
}

static unsigned nr_slabs(unsigned class)
{
	return load_relaxed(&slabs_of(STRIPE, class)->nr_slabs);
}

static uint64_t nr_out(unsigned class)
{
	return load_relaxed(&slabs_of(STRIPE, class)->nr_out);
}

/* Takes n objects, in batches, in the order in which they are used. */
static void **take(unsigned class, unsigned n)
{
	void **object = calloc(n, sizeof(*object));
	unsigned got = 0;

	while (got < n) {
		struct object batch[BATCH_MAX];
		unsigned want = n - got < BATCH_MAX ? n - got : BATCH_MAX;
		unsigned taken = slabs_refill(STRIPE, class, batch, want);

		must(taken > 0 && taken <= want);
		while (taken)
			object[got++] = batch[--taken].address;
	}
	return object;
}

static void give(unsigned class, void **object, unsigned n)
{
	for (unsigned at = 0; at < n; at += BATCH_MAX)
		slabs_flush(STRIPE, class, object + at,
			    n - at < BATCH_MAX ? n - at : BATCH_MAX);
}

START_TEST(test_refill_gives_objects_of_the_class)
{
	struct object out[BATCH_MAX];
	unsigned n = slabs_refill(STRIPE, sc, out, 4);

	ck_assert_uint_ge(n, 1);
	ck_assert_uint_le(n, 4);
	for (unsigned i = 0; i < n; i++) {
		const struct chunk *c = chunk_of(out[i].address);

		ck_assert_uint_eq(chunk_class(c), sc);
		ck_assert(object_is_start(c, out[i].address));
		/* The last is to be used first. */
		ck_assert(i == 0 ||
			  (char *)out[i].address < (char *)out[i - 1].address);
	}
	ck_assert_uint_eq(nr_slabs(sc), 1);
	ck_assert_uint_eq(nr_out(sc), n);
}
END_TEST

START_TEST(test_slabs_come_with_demand)
{
	unsigned per_slab = size_classes[sc].nr_objs;
	void **object = take(sc, 3 * per_slab);

	ck_assert_uint_eq(nr_slabs(sc), 3);
	ck_assert_uint_eq(nr_out(sc), 3 * per_slab);
	for (unsigned i = 0; i < 3 * per_slab; i++)
		for (unsigned j = 0; j < i; j++)
			must(object[i] != object[j]);
	give(sc, object, 3 * per_slab);
	ck_assert_uint_eq(nr_out(sc), 0);
	free(object);
	ck_heap_sound();
}
END_TEST

START_TEST(test_one_empty_slab_is_kept)
{
	unsigned n = 5 * size_classes[sc].nr_objs;
	void **object = take(sc, n);
	unsigned order = size_classes[sc].slab_order;

	give(sc, object, n);
	ck_assert_uint_eq(nr_slabs(sc), 1);
	ck_assert_uint_eq(heap_info().slab_pages, 1u << order);
	free(object);

	slabs_release_spares();
	ck_assert_uint_eq(nr_slabs(sc), 0);
	ck_assert_uint_eq(heap_info().slab_pages, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_the_empty_slab_is_used_again)
{
	void **object = take(sc, 1), **again;

	give(sc, object, 1);
	inject_stop();
	again = take(sc, 1);
	ck_assert_ptr_eq(again[0], object[0]);
	ck_assert_uint_eq(nr_slabs(sc), 1);
	ck_assert_uint_eq(inject_seen(OS_COMMIT), 0);
	slabs_release_spares();
	ck_assert_uint_eq(nr_slabs(sc), 1);
	give(sc, again, 1);
	free(object);
	free(again);
	ck_heap_sound();
}
END_TEST

START_TEST(test_empty_slabs_of_a_stripe_are_bounded)
{
	for (unsigned class = 0; class < NR_CLASSES; class ++) {
		void **object = take(class, 1);

		give(class, object, 1);
		free(object);
		ck_assert_uint_le(heap_info().slab_pages,
				  SPARE_BYTES / PAGE_BYTES);
	}
	ck_assert_uint_gt(heap_info().slab_pages, 0);
	slabs_release_spares();
	ck_assert_uint_eq(heap_info().slab_pages, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_used_slabs_are_not_released)
{
	unsigned per_slab = size_classes[sc].nr_objs;
	void **object = take(sc, 2 * per_slab);

	/* All of the first slab but one object. */
	give(sc, object + 1, per_slab - 1);
	slabs_release_spares();
	ck_assert_uint_eq(nr_slabs(sc), 2);
	free(object);
	ck_pages_sound();
}
END_TEST

START_TEST(test_unused_pages_are_counted)
{
	unsigned order = size_classes[sc].slab_order;
	unsigned per_slab = size_classes[sc].nr_objs;
	void **object = take(sc, 1), **rest;

	ck_assert_uint_eq(slabs_unused_pages(), (1u << order) - 1);
	rest = take(sc, per_slab - 1);
	ck_assert_uint_eq(slabs_unused_pages(), 0);
	give(sc, object, 1);
	give(sc, rest, per_slab - 1);
	ck_assert_uint_eq(slabs_unused_pages(), 0);
	slabs_release_spares();
	free(object);
	object = take(sc, 1);
	ck_assert_uint_eq(slabs_unused_pages(), (1u << order) - 1);
	give(sc, object, 1);
	slabs_release_spares();
	ck_assert_uint_eq(slabs_unused_pages(), 0);
	free(object);
	free(rest);
}
END_TEST

START_TEST(test_class_of_nearly_empty_slabs_is_sparse)
{
	enum { SLABS = 8 };
	unsigned per_slab = size_classes[sc].nr_objs, n = SLABS * per_slab;
	void **object = take(sc, n);

	ck_assert(!slabs_sparse(STRIPE, sc));
	for (unsigned i = 0; i < SLABS; i++) {
		ck_assert_uint_eq(slabs_out(STRIPE, sc),
				  n - i * (per_slab - 1));
		give(sc, object + i * per_slab + 1, per_slab - 1);
	}
	ck_assert_uint_eq(nr_slabs(sc), SLABS);
	ck_assert(slabs_sparse(STRIPE, sc));
	/* Few slabs are not worth the trouble. */
	for (unsigned i = 1; i < SLABS; i++)
		give(sc, object + i * per_slab, 1);
	ck_assert_uint_le(nr_slabs(sc), 2);
	ck_assert(!slabs_sparse(STRIPE, sc));
	free(object);
}
END_TEST

/* Their slabs cover a system page wherever any do. */
static void use_largest(void)
{
	sc = NR_CLASSES - 1;
}

/* Calls to make pages resident while so many slabs are filled. */
static unsigned populated_by(unsigned slabs)
{
	inject_stop();
	free(take(sc, slabs * size_classes[sc].nr_objs));
	return inject_seen(OS_POPULATE);
}

START_TEST(test_class_that_grows_gets_resident_slabs)
{
	unsigned before = inject_seen(OS_POPULATE);
	size_t bytes;

	use_largest();
	bytes = (size_t)PAGE_BYTES << size_classes[sc].slab_order;
	slabs_populate_bytes = 4 * bytes;
	ck_assert_uint_eq(populated_by(4), before);
	ck_assert_uint_eq(populated_by(3), before + 3);
	slabs_populate_bytes = 0;
	ck_assert_uint_eq(populated_by(20), before + 3);
	ck_pages_sound();
}
END_TEST

START_TEST(test_refill_when_pages_cannot_be_made_resident)
{
	void **object;
	unsigned n;

	use_largest();
	n = 10 * size_classes[sc].nr_objs;
	slabs_populate_bytes = 1;
	inject_fail(OS_POPULATE, 0, ALWAYS, EINVAL);
	object = take(sc, n);
	ck_assert_uint_gt(inject_seen(OS_POPULATE), 0);
	give(sc, object, n);
	slabs_release_spares();
	ck_assert_uint_eq(slabs_unused_pages(), 0);
	free(object);
	ck_heap_sound();
}
END_TEST

START_TEST(test_stripes_have_slabs_of_their_own)
{
	struct object a, b;

	stripe_join();
	stripe_join();
	stripe_slabs_open(1);
	ck_assert_uint_eq(slabs_refill(0, sc, &a, 1), 1);
	ck_assert_uint_eq(slabs_refill(1, sc, &b, 1), 1);
	ck_assert_uint_eq(load_relaxed(&chunk_of(a.address)->home), 1);
	ck_assert_uint_eq(load_relaxed(&chunk_of(b.address)->home), 2);
	ck_assert_ptr_ne(chunk_of(a.address), chunk_of(b.address));
	slabs_flush(0, sc, &a.address, 1);
	slabs_flush(1, sc, &b.address, 1);
	ck_heap_sound();
}
END_TEST

START_TEST(test_open_twice_changes_nothing)
{
	void **object = take(sc, 1);

	stripe_slabs_open(STRIPE);
	ck_assert_uint_eq(nr_slabs(sc), 1);
	give(sc, object, 1);
	free(object);
	ck_heap_sound();
}
END_TEST

START_TEST(test_refill_without_memory)
{
	unsigned largest = NR_CLASSES - 1;
	struct object out;
	unsigned n = 0;

	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	while (slabs_refill(STRIPE, largest, &out, 1))
		n++;
	ck_assert_uint_eq(slabs_refill(STRIPE, largest, &out, 1), 0);
	inject_stop();
	ck_assert_uint_eq(slabs_refill(STRIPE, largest, &out, 1), 1);
	ck_assert_uint_eq(nr_out(largest), n + 1);
	ck_pages_sound();
}
END_TEST

static void *kept;

static void put_home(void)
{
	if (kept)
		slabs_flush(STRIPE, sc, &kept, 1);
	kept = NULL;
}

START_TEST(test_refill_without_memory_finds_what_a_drain_put_home)
{
	struct reclaim_hooks hooks = { .drain_own = put_home };
	struct object out;
	void *was;

	ck_assert_uint_eq(slabs_refill(STRIPE, sc, &out, 1), 1);
	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	while (slabs_refill(STRIPE, sc, &out, 1))
		kept = out.address;
	was = kept;
	reclaim_register(&hooks);
	ck_assert_uint_eq(slabs_refill(STRIPE, sc, &out, 1), 1);
	ck_assert_ptr_eq(out.address, was);
	ck_assert_uint_eq(slabs_refill(STRIPE, sc, &out, 1), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_flush_of_one_object_twice_stops_the_program)
{
	void **object = take(sc, 2);
	void *twice[2] = { object[0], object[0] };

	slabs_flush(STRIPE, sc, twice, 2);
}
END_TEST

enum { ROUNDS = 3000, HELD = 96 };

static void refill_and_flush(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);
	void *held[HELD];
	unsigned n = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct object batch[BATCH_MAX];
		unsigned want = 1 + (unsigned)rng_below(&rng, BATCH_MAX / 2);

		if (n + want > HELD || rng_below(&rng, 2)) {
			want = want < n ? want : n;
			for (unsigned k = n - want; k < n; k++)
				must(*(unsigned *)held[k] == i + 1);
			n -= want;
			slabs_flush(STRIPE, sc, held + n, want);
			continue;
		}
		want = slabs_refill(STRIPE, sc, batch, want);
		must(want > 0);
		for (unsigned k = 0; k < want; k++) {
			held[n] = batch[k].address;
			*(unsigned *)held[n++] = i + 1;
		}
	}
	while (n)
		slabs_flush(STRIPE, sc, &held[--n], 1);
}

START_TEST(test_threads_share_the_slabs_of_a_class)
{
	struct rng rng = rng_seeded(__func__);

	threads_run(4, refill_and_flush, &rng);
	ck_assert_uint_eq(nr_out(sc), 0);
	ck_assert_uint_le(nr_slabs(sc), 1);
	ck_heap_sound();
}
END_TEST

static Suite *stripe_slabs_suite(void)
{
	Suite *s = suite_create("stripe_slabs");
	TCase *core = suite_case(s, "core", setup);
	TCase *several = suite_case(s, "core", heap_setup_256m);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *corruption = suite_case(s, "corruption", setup);
	TCase *concurrency = suite_case(s, "concurrency", setup);

	tcase_add_test(core, test_refill_gives_objects_of_the_class);
	tcase_add_test(core, test_slabs_come_with_demand);
	tcase_add_test(core, test_one_empty_slab_is_kept);
	tcase_add_test(core, test_the_empty_slab_is_used_again);
	tcase_add_test(core, test_empty_slabs_of_a_stripe_are_bounded);
	tcase_add_test(core, test_used_slabs_are_not_released);
	tcase_add_test(core, test_unused_pages_are_counted);
	tcase_add_test(core, test_class_of_nearly_empty_slabs_is_sparse);
	tcase_add_test(core, test_class_that_grows_gets_resident_slabs);
	tcase_add_test(core, test_open_twice_changes_nothing);
	tcase_add_test(several, test_stripes_have_slabs_of_their_own);
	tcase_add_test(limits, test_refill_without_memory);
	tcase_add_test(limits,
		       test_refill_without_memory_finds_what_a_drain_put_home);
	tcase_add_test(limits, test_refill_when_pages_cannot_be_made_resident);
	tcase_add_test_raise_signal(
		corruption, test_flush_of_one_object_twice_stops_the_program,
		SIGABRT);
	tcase_add_test(concurrency, test_threads_share_the_slabs_of_a_class);
	return s;
}

int main(void)
{
	return suite_run(stripe_slabs_suite());
}
