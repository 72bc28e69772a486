/* SPDX-License-Identifier: MIT */
/*
 * unit/check_stripe.c - free pages shared out among stripes
 */
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

static const enum zone_id zone = ZONE_DMA32;

/* A stripe's number of free parts of an order. */
static unsigned nr_free(const struct stripe *s, unsigned order)
{
	return load_relaxed(&s->heap[zone].nr_parts[order]);
}

/* Gives the stripe a block whose first nr pages are allocated. */
static pfn_t adopt(struct stripe *s, unsigned nr)
{
	pfn_t block = zone_take(&zones[zone], 1, 1, false);

	ck_assert_uint_ne(block, PFN_NONE);
	stripe_adopt(s, block, nr, PG_RUN);
	return block;
}

static void open_all(void)
{
	while (stripes_open() < stripes_max())
		stripe_join();
}

START_TEST(test_stripe_starts_empty)
{
	pfn_t out[4];

	ck_assert_uint_eq(stripes_open(), 1);
	ck_assert_uint_eq(stripe_take(&stripes[0], zone, 1, 0, PG_RUN, false),
			  PFN_NONE);
	ck_assert_uint_eq(
		stripe_take_bulk(&stripes[0], zone, 0, PG_RUN, out, 4), 0);
	ck_assert_uint_eq(stripe_take_dirty(&stripes[0], zone, 3), PFN_NONE);
}
END_TEST

START_TEST(test_adopt_leaves_the_rest_free)
{
	pfn_t block = adopt(&stripes[0], 1);

	ck_assert_int_eq(load_relaxed(&pfn_to_block(block)->state),
			 BLOCK_STRIPE);
	ck_assert_uint_eq(load_relaxed(&pfn_to_block(block)->stripe), 0);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		ck_assert_uint_eq(nr_free(&stripes[0], o), 1);
	ck_assert_uint_eq(load_relaxed(&pfn_to_page(block)->flags),
			  PG_HEAD | PG_RUN);
	ck_assert_uint_eq(pfn_to_page(block)->nr_pages, 1);
	ck_pages_sound();
}
END_TEST

START_TEST(test_block_returns_to_the_zone_when_whole)
{
	pfn_t block = adopt(&stripes[0], 5);
	uint64_t before = load_relaxed(&zones[zone].nr_free);

	stripe_put(block, 5, 0);
	ck_assert_uint_eq(load_relaxed(&zones[zone].nr_free),
			  before + BLOCK_PAGES);
	ck_assert_int_eq(load_relaxed(&pfn_to_block(block)->state), BLOCK_POOL);
	ck_assert_uint_eq(load_relaxed(&stripes[0].heap[zone].nr_free), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_gives_exact_lengths)
{
	pfn_t block = adopt(&stripes[0], 1), pfn;
	uint64_t before = pages_free(zone);

	pfn = stripe_take(&stripes[0], zone, 18, 5, PG_SLAB, false);
	ck_assert_uint_eq(pfn, block + 32);
	ck_assert_uint_eq(pages_free(zone), before - 18);
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, 18);
	ck_assert_uint_eq(load_relaxed(&pfn_to_page(pfn)->flags),
			  PG_HEAD | PG_SLAB);
	ck_pages_sound();
	stripe_put(pfn, 18, 18);
	ck_assert_uint_eq(pages_free(zone), before);
	ck_pages_sound();
}
END_TEST

static pfn_t take_run(unsigned nr, unsigned align_order)
{
	return stripe_take(&stripes[0], zone, nr, align_order, PG_RUN, false);
}

START_TEST(test_runs_fit_in_between)
{
	enum { RUN = BLOCK_PAGES / 2 + 100 };
	pfn_t block = adopt(&stripes[0], 1);

	/* No part is long enough, but several in a row are. */
	ck_assert_uint_eq(take_run(RUN, 0), block + 1);
	ck_assert_uint_eq(take_run(BLOCK_PAGES - RUN - 1, 0), block + 1 + RUN);
	ck_assert_uint_eq(pfn_to_page(block + 1)->nr_pages, RUN);
	ck_assert_uint_eq(load_relaxed(&stripes[0].heap[zone].nr_free), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_powers_of_two_prefer_a_part)
{
	pfn_t block = adopt(&stripes[0], 1);

	ck_assert_uint_eq(take_run(64, 0), block + 64);
	ck_assert_uint_eq(take_run(32, 0), block + 32);
	/* 1 ... 31 are free, in four parts. */
	stripe_put(block + 32, 32, 0);
	stripe_put(block + 64, 64, 0);
	ck_assert_uint_eq(take_run(BLOCK_PAGES - 64, 0), block + 1);
	ck_assert_uint_eq(take_run(32, 0), block + BLOCK_PAGES - 32);
	ck_assert_uint_eq(take_run(16, 0), block + BLOCK_PAGES - 48);
	ck_pages_sound();
}
END_TEST

START_TEST(test_aligned_runs_are_aligned)
{
	pfn_t block = adopt(&stripes[0], 1);

	ck_assert_uint_eq(take_run(100, 1), block + 128);
	ck_assert_uint_eq(take_run(3, 5), block + 32);
	ck_assert_uint_eq(take_run(BLOCK_PAGES / 2 + 1, 1), PFN_NONE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_bulk_is_in_address_order)
{
	pfn_t block = adopt(&stripes[0], 4), out[6];

	ck_assert_uint_eq(
		stripe_take_bulk(&stripes[0], zone, 1, PG_RUN, out, 6), 6);
	for (unsigned i = 0; i < 6; i++) {
		ck_assert_uint_eq(out[i], block + 4 + 2 * i);
		ck_assert_uint_eq(pfn_to_page(out[i])->nr_pages, 2);
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_bulk_gives_what_there_is)
{
	pfn_t out[8];

	adopt(&stripes[0], BLOCK_PAGES - 6);
	ck_assert_uint_eq(
		stripe_take_bulk(&stripes[0], zone, 1, PG_RUN, out, 8), 3);
	ck_assert_uint_eq(load_relaxed(&stripes[0].heap[zone].nr_free), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_try_gives_up_on_a_held_lock)
{
	adopt(&stripes[0], 1);
	lock_acquire(&stripes[0].lock);
	ck_assert_uint_eq(stripe_take_try(&stripes[0], zone, 1, 0, PG_RUN,
					  false),
			  PFN_NONE);
	lock_release(&stripes[0].lock);
	ck_assert_uint_ne(stripe_take_try(&stripes[0], zone, 1, 0, PG_RUN,
					  false),
			  PFN_NONE);
}
END_TEST

START_TEST(test_put_marks_what_was_written)
{
	pfn_t block = adopt(&stripes[0], 20);

	stripe_put(block, 20, 7);
	ck_assert_uint_eq(zone_usage(zone).dirty, 7);
	ck_assert_uint_eq(block_count_dirty(block, 7), 7);
	ck_assert(!block_any_dirty(block + 7, 13));
}
END_TEST

START_TEST(test_put_clean_forgets_the_dirt)
{
	pfn_t block = adopt(&stripes[0], 20);

	adopt(&stripes[0], 1);
	block_mark(block, 20, true);
	stripe_put_clean(block, 20);
	ck_assert_uint_eq(zone_usage(zone).dirty, 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_dirty_finds_dirty_blocks_only)
{
	pfn_t block = adopt(&stripes[0], 16);

	stripe_take(&stripes[0], zone, 1, 0, PG_RUN, false);
	ck_assert_uint_eq(stripe_take_dirty(&stripes[0], zone, 4), PFN_NONE);
	stripe_put(block, 16, 3);
	ck_assert_uint_eq(stripe_take_dirty(&stripes[0], zone, 4), block);
	ck_assert_uint_eq(stripe_take_dirty(&stripes[0], zone, 4), PFN_NONE);
	ck_assert_uint_eq(zone_usage(zone).dirty, 0);
	stripe_put_clean(block, 16);
	ck_pages_sound();
}
END_TEST

START_TEST(test_grow_takes_what_is_behind)
{
	pfn_t block = adopt(&stripes[0], 3);
	uint64_t before = pages_free(zone);

	ck_assert(stripe_grow(block, 3, 9));
	ck_assert_uint_eq(pfn_to_page(block)->nr_pages, 9);
	ck_assert_uint_eq(pages_free(zone), before - 6);
	ck_pages_sound();
}
END_TEST

START_TEST(test_shrink_gives_the_dirty_end_back)
{
	pfn_t block = adopt(&stripes[0], 9);
	uint64_t before = pages_free(zone);

	stripe_shrink(block, 9, 2, true);
	ck_assert_uint_eq(pfn_to_page(block)->nr_pages, 2);
	ck_assert_uint_eq(pages_free(zone), before + 7);
	ck_assert_uint_eq(zone_usage(zone).dirty, 7);
	ck_pages_sound();
}
END_TEST

START_TEST(test_grow_fails_unless_all_is_free)
{
	pfn_t block = adopt(&stripes[0], 4), pfn;
	uint64_t before;

	pfn = stripe_take(&stripes[0], zone, 4, 2, PG_RUN, false);
	ck_assert_uint_eq(pfn, block + 4);
	before = pages_free(zone);
	ck_assert(!stripe_grow(block, 4, 5));
	stripe_put(pfn, 2, 0);
	page_type_run(pfn + 2, 2, PG_RUN);
	ck_assert(!stripe_grow(block, 4, 7));
	ck_assert_uint_eq(pages_free(zone), before + 2);
	ck_pages_sound();
}
END_TEST

START_TEST(test_stripes_split_different_blocks)
{
	pfn_t a, b;

	open_all();
	a = adopt(&stripes[0], 1);
	b = adopt(&stripes[1], 1);
	ck_assert_uint_ne(a, b);
	ck_assert_uint_eq(load_relaxed(&pfn_to_block(b)->stripe), 1);
	ck_assert_uint_eq(block_start(stripe_take(&stripes[1], zone, 1, 0,
						  PG_RUN, false)),
			  b);
	/* Whoever frees a page, it goes to its block's stripe. */
	stripe_put(a, 1, 1);
	ck_assert_uint_eq(load_relaxed(&stripes[0].heap[zone].nr_free), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_join_opens_stripes_and_then_shares_them)
{
	unsigned max = stripes_max();

	ck_assert_uint_eq(max, 4);
	for (unsigned i = 0; i < 3 * max; i++) {
		const struct stripe *s = stripe_join();

		ck_assert_uint_eq(stripes_open(), i < max ? i + 1 : max);
		ck_assert_uint_eq(load_relaxed(&s->nr_threads), 1 + i / max);
	}
	stripe_leave(&stripes[2]);
	ck_assert_ptr_eq(stripe_join(), &stripes[2]);
}
END_TEST

START_TEST(test_join_reuses_an_empty_stripe)
{
	struct stripe *s = stripe_join();

	stripe_leave(s);
	ck_assert_ptr_eq(stripe_join(), s);
	ck_assert_uint_eq(stripes_open(), 1);
}
END_TEST

START_TEST(test_stripes_have_limits)
{
	pages_make(64 * MIB, 0);
	ck_assert_uint_eq(stripes_max(), 1);
}
END_TEST

START_TEST(test_stripes_fit_their_ids)
{
	pages_make(GIB, 100000);
	ck_assert_uint_eq(stripes_max(), MAX_STRIPES);
}
END_TEST

enum { SLOTS = 64, ROUNDS = 4000 };

struct exchange {
	struct rng rng;
	_Atomic uint32_t slot[SLOTS]; /* a run that anyone may free */
};

/* Takes pages at home, hands them over, frees what others handed over. */
static void exchange_pages(void *arg, unsigned i)
{
	struct exchange *x = arg;
	struct stripe *home = &stripes[i];
	struct rng rng = rng_derived(&x->rng, i);

	for (int n = 0; n < ROUNDS; n++) {
		unsigned order = (unsigned)rng_below(&rng, 5);
		pfn_t pfn = stripe_take(home, zone, 1u << order, order, PG_RUN,
					false);

		if (pfn == PFN_NONE) {
			order = 0;
			pfn = zone_take(&zones[zone], 1, 1, false);
			must(pfn != PFN_NONE);
			stripe_adopt(home, pfn, 1, PG_RUN);
		}
		*(pfn_t *)pfn_to_addr(pfn) = pfn;
		pfn = atomic_exchange(&x->slot[rng_below(&rng, SLOTS)], pfn);
		if (pfn == PFN_NONE)
			continue;
		must(*(pfn_t *)pfn_to_addr(pfn) == pfn);
		stripe_put(pfn, pfn_to_page(pfn)->nr_pages, 1);
	}
}

START_TEST(test_threads_hand_pages_over)
{
	static struct exchange x;

	x.rng = rng_seeded(__func__);
	for (unsigned i = 0; i < SLOTS; i++)
		atomic_store(&x.slot[i], PFN_NONE);
	open_all();
	threads_run(4, exchange_pages, &x);
	ck_pages_sound();
	for (unsigned i = 0; i < SLOTS; i++)
		if (x.slot[i] != PFN_NONE)
			stripe_put(x.slot[i], pfn_to_page(x.slot[i])->nr_pages,
				   1);
	ck_assert_uint_eq(pages_free(zone), zone_usage(zone).present);
	ck_pages_sound();
}
END_TEST

static Suite *stripe_suite(void)
{
	Suite *s = suite_create("stripe");
	TCase *core = suite_case(s, "core", pages_setup_64m);
	TCase *several = suite_case(s, "core", pages_setup_1g);
	TCase *limits = suite_case(s, "limits", NULL);
	TCase *concurrency = suite_case(s, "concurrency", pages_setup_1g);

	tcase_add_test(core, test_stripe_starts_empty);
	tcase_add_test(core, test_adopt_leaves_the_rest_free);
	tcase_add_test(core, test_block_returns_to_the_zone_when_whole);
	tcase_add_test(core, test_take_gives_exact_lengths);
	tcase_add_test(core, test_runs_fit_in_between);
	tcase_add_test(core, test_powers_of_two_prefer_a_part);
	tcase_add_test(core, test_aligned_runs_are_aligned);
	tcase_add_test(core, test_take_bulk_is_in_address_order);
	tcase_add_test(core, test_take_bulk_gives_what_there_is);
	tcase_add_test(core, test_take_try_gives_up_on_a_held_lock);
	tcase_add_test(core, test_put_marks_what_was_written);
	tcase_add_test(core, test_put_clean_forgets_the_dirt);
	tcase_add_test(core, test_take_dirty_finds_dirty_blocks_only);
	tcase_add_test(core, test_grow_takes_what_is_behind);
	tcase_add_test(core, test_shrink_gives_the_dirty_end_back);
	tcase_add_test(core, test_grow_fails_unless_all_is_free);
	tcase_add_test(several, test_stripes_split_different_blocks);
	tcase_add_test(several, test_join_opens_stripes_and_then_shares_them);
	tcase_add_test(several, test_join_reuses_an_empty_stripe);
	tcase_add_test(limits, test_stripes_have_limits);
	tcase_add_test(limits, test_stripes_fit_their_ids);
	tcase_add_test(concurrency, test_threads_hand_pages_over);
	return s;
}

int main(void)
{
	return suite_run(stripe_suite());
}
