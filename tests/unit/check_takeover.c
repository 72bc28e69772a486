/* SPDX-License-Identifier: MIT */
/*
 * unit/check_takeover.c - slabs that change stripes
 */
#include "slab/takeover.h"

#include "buddy/purge.h"
#include "slab/remote.h"
#include "slab/stripe_slabs.h"
#include "support/heap.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <stdlib.h>
#include <unistd.h>

enum { DONOR, TAKER, NR_STRIPES = 4, NR_SLABS = 8, PER_SLAB_MOST = 32 };

/* Of one chunk, and of four. */
static const size_t sizes[] = { 1024, 5000 };

static unsigned sc, per_slab;

static void setup(void)
{
	heap_setup_256m();
	takeover_idle_ms = 0;
	for (unsigned i = 0; i < NR_STRIPES; i++) {
		stripe_join();
		stripe_slabs_open(i);
	}
	must(stripes_open() == NR_STRIPES);
}

static void use_size(int i)
{
	sc = size_class_of(sizes[i]);
	per_slab = size_classes[sc].nr_objs;
	must(per_slab <= PER_SLAB_MOST);
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

static bool take_over(unsigned stripe)
{
	struct lock *lock = &slabs_of(stripe, sc)->lock;
	bool taken;

	lock_acquire(lock);
	taken = slabs_take_over(stripe, sc);
	lock_release(lock);
	return taken;
}

/* Asks every stripe twice: the first time only notes its refills. */
static bool take_over_at_last(unsigned stripe)
{
	for (unsigned i = 0; i <= 2 * NR_STRIPES; i++)
		if (take_over(stripe))
			return true;
	return false;
}

/*
 * The donor fills its slabs, and gets back all but each keep_th object, which
 * stay out: with 1 none come back.
 */
static unsigned leave_half_empty(void **kept, unsigned keep_th)
{
	void *object[NR_SLABS * PER_SLAB_MOST];
	unsigned all = NR_SLABS * per_slab, n = 0;

	for (unsigned i = 0; i < all; i++)
		object[i] = take(DONOR);
	for (unsigned i = 0; i < all; i++)
		if (i % keep_th)
			objects_put_home(&object[i], 1);
		else
			kept[n++] = object[i];
	return n;
}

START_TEST(test_slab_is_taken_over)
{
	void *kept[NR_SLABS * PER_SLAB_MOST], *mine;
	unsigned n;

	use_size(_i);
	n = leave_half_empty(kept, 2);
	ck_assert(take_over_at_last(TAKER));
	ck_assert_uint_eq(nr_slabs(DONOR), NR_SLABS - 1);
	ck_assert_uint_eq(nr_slabs(TAKER), 1);
	/* What is in use of the slab went along. */
	ck_assert_uint_gt(nr_out(TAKER), 0);
	ck_assert_uint_eq(nr_out(DONOR) + nr_out(TAKER), n);
	mine = take(TAKER);
	ck_assert_uint_eq(nr_slabs(TAKER), 1);
	ck_assert_uint_eq(load_relaxed(&chunk_of(mine)->home), TAKER + 1);
	objects_put_home(&mine, 1);
	objects_put_home(kept, n);
	ck_assert_uint_eq(nr_out(DONOR) + nr_out(TAKER), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_busy_donor_is_left_alone)
{
	void *kept[NR_SLABS * PER_SLAB_MOST];
	unsigned n;

	use_size(_i);
	n = leave_half_empty(kept, 2);
	for (unsigned i = 0; i < 4 * NR_STRIPES; i++) {
		void *object = take(DONOR);

		ck_assert(!take_over(TAKER));
		objects_put_home(&object, 1);
	}
	objects_put_home(kept, n);
	ck_heap_sound();
}
END_TEST

START_TEST(test_donor_must_have_been_idle_for_long)
{
	void *kept[NR_SLABS * PER_SLAB_MOST];
	unsigned n;

	use_size(_i);
	n = leave_half_empty(kept, 2);
	takeover_idle_ms = 200;
	purge_note_freed(BLOCK_PAGES);
	ck_assert(!take_over_at_last(TAKER));
	usleep(2 * 200 * 1000);
	/* Time passes as pages are freed. */
	ck_assert(!take_over_at_last(TAKER));
	purge_note_freed(BLOCK_PAGES);
	ck_assert(take_over_at_last(TAKER));
	objects_put_home(kept, n);
	ck_heap_sound();
}
END_TEST

START_TEST(test_full_slabs_are_not_taken)
{
	void *kept[NR_SLABS * PER_SLAB_MOST];
	unsigned n;

	use_size(_i);
	n = leave_half_empty(kept, 1);
	ck_assert(!take_over_at_last(TAKER));
	ck_assert_uint_eq(nr_slabs(DONOR), NR_SLABS);
	objects_put_home(kept, n);
	ck_heap_sound();
}
END_TEST

START_TEST(test_donor_whose_lock_is_held_is_passed_by)
{
	void *kept[NR_SLABS * PER_SLAB_MOST];
	unsigned n;
	struct lock *lock;

	use_size(_i);
	n = leave_half_empty(kept, 2);
	lock = &slabs_of(DONOR, sc)->lock;
	/* By hand: this thread is not the one that holds it. */
	store_relaxed(&lock->word, LOCK_HELD);
	ck_assert(!take_over_at_last(TAKER));
	store_relaxed(&lock->word, LOCK_FREE);
	ck_assert(take_over_at_last(TAKER));
	objects_put_home(kept, n);
	ck_heap_sound();
}
END_TEST

START_TEST(test_only_slab_is_left_alone)
{
	void *held[PER_SLAB_MOST];

	use_size(_i);
	for (unsigned i = 0; i < per_slab; i++)
		held[i] = take(DONOR);
	objects_put_home(held + 1, per_slab - 1);
	ck_assert(!take_over_at_last(TAKER));
	objects_put_home(held, 1);
	ck_heap_sound();
}
END_TEST

START_TEST(test_flush_leaves_what_has_moved)
{
	void *kept[NR_SLABS * PER_SLAB_MOST], *batch[2];
	unsigned n, moved = 0, stayed = 0;

	use_size(_i);
	n = leave_half_empty(kept, 2);
	ck_assert(take_over_at_last(TAKER));
	while (load_relaxed(&chunk_of(kept[moved])->home) != TAKER + 1)
		must(++moved < n);
	while (load_relaxed(&chunk_of(kept[stayed])->home) != DONOR + 1)
		must(++stayed < n);
	batch[0] = kept[stayed];
	batch[1] = kept[moved];
	ck_assert_uint_eq(slabs_flush(DONOR, sc, batch, 2), 1);
	ck_assert_ptr_eq(batch[0], kept[moved]);
	ck_assert_uint_eq(slabs_flush(TAKER, sc, batch, 1), 0);
	ck_assert_uint_eq(nr_out(DONOR) + nr_out(TAKER), n - 2);
	for (unsigned i = 0; i < n; i++)
		if (i != moved && i != stayed)
			objects_put_home(&kept[i], 1);
	ck_heap_sound();
}
END_TEST

enum { ROUNDS = 4000, HELD = 256, PUT_MOST = 16 };

struct holder {
	struct rng rng;
	unsigned tag, n;
	void *held[HELD];
};

static void take_some(struct holder *h)
{
	struct object batch[PUT_MOST];
	unsigned stripe = (unsigned)rng_below(&h->rng, NR_STRIPES);
	unsigned n = 1 + (unsigned)rng_below(&h->rng, PUT_MOST);

	if (h->n + n > HELD)
		return;
	n = slabs_refill(stripe, sc, batch, n);
	must(n > 0);
	for (unsigned i = 0; i < n; i++) {
		h->held[h->n] = batch[i].address;
		*(unsigned *)h->held[h->n++] = h->tag;
	}
}

static void put_some(struct holder *h)
{
	unsigned n = 1 + (unsigned)rng_below(&h->rng, PUT_MOST);
	void *batch[PUT_MOST];

	if (n > h->n)
		n = h->n;
	for (unsigned i = 0; i < n; i++) {
		unsigned k = (unsigned)rng_below(&h->rng, h->n);

		batch[i] = h->held[k];
		h->held[k] = h->held[--h->n];
		must(*(unsigned *)batch[i] == h->tag);
	}
	objects_put_home(batch, n);
}

static void take_put_and_move(void *arg, unsigned thread)
{
	struct holder h = { .rng = rng_derived(arg, thread),
			    .tag = thread + 1 };

	for (int round = 0; round < ROUNDS; round++) {
		/* Slabs lie half empty in turns. */
		if (rng_below(&h.rng, 64) < (round & 64 ? 40 : 24))
			take_some(&h);
		else
			put_some(&h);
		take_over((unsigned)rng_below(&h.rng, NR_STRIPES));
	}
	while (h.n)
		put_some(&h);
}

static void run_threads(unsigned nr_threads, const char *name)
{
	struct rng rng = rng_seeded(name);

	threads_run(nr_threads, take_put_and_move, &rng);
	for (unsigned i = 0; i < NR_STRIPES; i++) {
		ck_assert_uint_eq(nr_out(i), 0);
		ck_assert_uint_le(nr_slabs(i), 1);
	}
	ck_heap_sound();
}

START_TEST(test_one_thread_uses_all_stripes)
{
	use_size(_i);
	run_threads(1, __func__);
}
END_TEST

START_TEST(test_slabs_move_between_threads)
{
	use_size(_i);
	run_threads(4, __func__);
}
END_TEST

/* Each test with each size. */
static void add(TCase *tc, const TTest *test)
{
	tcase_add_loop_test(tc, test, 0, ARRAY_SIZE(sizes));
}

static Suite *takeover_suite(void)
{
	Suite *s = suite_create("takeover");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *concurrency = suite_case(s, "concurrency", setup);

	add(core, test_slab_is_taken_over);
	add(core, test_flush_leaves_what_has_moved);
	add(core, test_one_thread_uses_all_stripes);
	add(limits, test_busy_donor_is_left_alone);
	add(limits, test_donor_must_have_been_idle_for_long);
	add(limits, test_full_slabs_are_not_taken);
	add(limits, test_only_slab_is_left_alone);
	add(concurrency, test_donor_whose_lock_is_held_is_passed_by);
	add(concurrency, test_slabs_move_between_threads);
	return s;
}

int main(void)
{
	return suite_run(takeover_suite());
}
