/* SPDX-License-Identifier: MIT */
/*
 * unit/check_takeover.c - slabs that change stripes
 */
#include "slab/takeover.h"

#include "slab/remote.h"
#include "slab/stripe_slabs.h"
#include "support/heap.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdlib.h>

enum { LENDER, TAKER, NR_STRIPES, NR_SLABS = 8 };

static unsigned sc, per_slab;

static void setup(void)
{
	heap_setup_256m();
	for (unsigned i = 0; i < NR_STRIPES; i++) {
		stripe_join();
		stripe_slabs_open(i);
	}
	sc = size_class_of(1024);
	per_slab = size_classes[sc].nr_objs;
}

static unsigned nr_slabs(unsigned stripe)
{
	return load_relaxed(&slabs_of(stripe, sc)->nr_slabs);
}

static uint64_t nr_out(unsigned stripe)
{
	return load_relaxed(&slabs_of(stripe, sc)->nr_out);
}

static void *take(unsigned stripe)
{
	struct object out;

	must(slabs_refill(stripe, sc, &out, 1) == 1);
	return out.address;
}

/*
 * The lender fills its slabs, and gets back all but each keep_th object, which
 * stay out: with 1 none come back.
 */
static unsigned lend(void **kept, unsigned keep_th)
{
	void *object[NR_SLABS * 64];
	unsigned all = NR_SLABS * per_slab, n = 0;

	must(all <= ARRAY_SIZE(object));
	for (unsigned i = 0; i < all; i++)
		object[i] = take(LENDER);
	for (unsigned i = 0; i < all; i++)
		if (i % keep_th)
			objects_put_home(&object[i], 1);
		else
			kept[n++] = object[i];
	return n;
}

START_TEST(test_slab_is_taken_over)
{
	void *kept[NR_SLABS * 64], *mine;
	unsigned n = lend(kept, 2);

	mine = take(TAKER);
	ck_assert_uint_eq(nr_slabs(LENDER), NR_SLABS - 1);
	ck_assert_uint_eq(nr_slabs(TAKER), 1);
	ck_assert_uint_eq(load_relaxed(&chunk_of(mine)->home), TAKER + 1);
	/* What the lender's program holds of the slab went along. */
	ck_assert_uint_gt(nr_out(TAKER), 1);
	ck_assert_uint_eq(nr_out(LENDER) + nr_out(TAKER), n + 1);
	objects_put_home(&mine, 1);
	objects_put_home(kept, n);
	ck_assert_uint_eq(nr_out(LENDER) + nr_out(TAKER), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_full_slabs_are_not_taken)
{
	void *kept[NR_SLABS * 64], *mine;
	unsigned n = lend(kept, 1);

	mine = take(TAKER);
	ck_assert_uint_eq(nr_slabs(LENDER), NR_SLABS);
	ck_assert_uint_eq(nr_slabs(TAKER), 1);
	ck_assert_uint_eq(nr_out(TAKER), 1);
	objects_put_home(&mine, 1);
	objects_put_home(kept, n);
	ck_heap_sound();
}
END_TEST

START_TEST(test_lender_whose_lock_is_held_is_passed_by)
{
	void *kept[NR_SLABS * 64], *mine;
	unsigned n = lend(kept, 2);
	struct lock *lock = &slabs_of(LENDER, sc)->lock;

	/* By hand: a debug build would object to a second class lock. */
	store_relaxed(&lock->word, LOCK_HELD);
	mine = take(TAKER);
	store_relaxed(&lock->word, LOCK_FREE);
	ck_assert_uint_eq(nr_slabs(LENDER), NR_SLABS);
	ck_assert_uint_eq(nr_out(TAKER), 1);
	objects_put_home(&mine, 1);
	objects_put_home(kept, n);
	ck_heap_sound();
}
END_TEST

START_TEST(test_only_slab_is_left_alone)
{
	void *held[64], *mine;
	unsigned n = per_slab;

	for (unsigned i = 0; i < n; i++)
		held[i] = take(LENDER);
	objects_put_home(held, n - 1);
	mine = take(TAKER);
	ck_assert_uint_eq(load_relaxed(&chunk_of(held[n - 1])->home),
			  LENDER + 1);
	ck_assert_uint_eq(nr_out(TAKER), 1);
	objects_put_home(&mine, 1);
	objects_put_home(&held[n - 1], 1);
	ck_heap_sound();
}
END_TEST

START_TEST(test_flush_leaves_what_has_moved)
{
	void *kept[NR_SLABS * 64], *moved = NULL, *mine;
	unsigned n = lend(kept, 2);
	void *batch[2];

	mine = take(TAKER);
	for (unsigned i = 0; i < n && !moved; i++)
		if (chunk_slab(chunk_of(kept[i])) == chunk_slab(chunk_of(mine)))
			moved = kept[i];
	ck_assert_ptr_nonnull(moved);
	batch[0] = moved;
	batch[1] = kept[0] == moved ? kept[n - 1] : kept[0];
	ck_assert_uint_eq(load_relaxed(&chunk_of(batch[1])->home), LENDER + 1);
	ck_assert_uint_eq(slabs_flush(LENDER, sc, batch, 2), 1);
	ck_assert_ptr_eq(batch[0], moved);
	ck_assert_uint_eq(slabs_flush(TAKER, sc, batch, 1), 0);
	ck_assert_uint_eq(nr_out(LENDER) + nr_out(TAKER), n - 1);
	ck_pages_sound();
}
END_TEST

enum { ROUNDS = 4000, HELD = 512 };

/* Takes in turns of many and few, so that slabs lie half empty. */
static void take_and_put(void *arg, unsigned thread)
{
	struct rng rng = rng_derived(arg, thread);
	void *held[HELD];
	unsigned n = 0, most = HELD;

	for (int round = 0; round < ROUNDS; round++) {
		struct object batch[BATCH_MAX];
		unsigned want = 1 + (unsigned)rng_below(&rng, 16);

		if (n + want > most) {
			most = 1 + (unsigned)rng_below(&rng, HELD);
			while (n > most / 2) {
				unsigned i = (unsigned)rng_below(&rng, n);
				void *object = held[i];

				must(*(unsigned *)object == thread + 1);
				held[i] = held[--n];
				objects_put_home(&object, 1);
			}
			continue;
		}
		want = slabs_refill((unsigned)rng_below(&rng, NR_STRIPES), sc,
				    batch, want);
		must(want > 0);
		for (unsigned k = 0; k < want; k++) {
			held[n] = batch[k].address;
			*(unsigned *)held[n++] = thread + 1;
		}
	}
	objects_put_home(held, n);
}

static void run_threads(unsigned nr_threads, const char *name)
{
	struct rng rng = rng_seeded(name);

	threads_run(nr_threads, take_and_put, &rng);
	ck_assert_uint_eq(nr_out(LENDER) + nr_out(TAKER), 0);
	ck_assert_uint_le(nr_slabs(LENDER), 1);
	ck_assert_uint_le(nr_slabs(TAKER), 1);
	ck_heap_sound();
}

START_TEST(test_one_thread_uses_all_stripes)
{
	run_threads(1, __func__);
}
END_TEST

START_TEST(test_slabs_move_between_threads)
{
	run_threads(4, __func__);
}
END_TEST

static Suite *takeover_suite(void)
{
	Suite *s = suite_create("takeover");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *concurrency = suite_case(s, "concurrency", setup);

	tcase_add_test(core, test_slab_is_taken_over);
	tcase_add_test(core, test_flush_leaves_what_has_moved);
	tcase_add_test(core, test_one_thread_uses_all_stripes);
	tcase_add_test(limits, test_full_slabs_are_not_taken);
	tcase_add_test(limits, test_only_slab_is_left_alone);
	tcase_add_test(concurrency,
		       test_lender_whose_lock_is_held_is_passed_by);
	tcase_add_test(concurrency, test_slabs_move_between_threads);
	return s;
}

int main(void)
{
	return suite_run(takeover_suite());
}
