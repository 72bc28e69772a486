/* SPDX-License-Identifier: MIT */
/*
 * unit/check_charge.c - what the heap costs, and the most that it may
 */
#include "buddy/charge.h"

#include "buddy/purge.h"
#include "buddy/reclaim.h"
#include "os/mem.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

enum {
	/* 16 MiB, or four blocks. */
	LIMIT_PAGES = MAX_ORDER < 10 ? 4096 : 4 << MAX_ORDER,
	/* In kbytes isqrt(16 * limit), of 16384 or of 16 << MAX_ORDER. */
	RESERVE_PAGES = MAX_ORDER < 10 ? 128 : 4 << (MAX_ORDER / 2),
	SMALL = 17
};
#define LIMIT_BYTES ((uint64_t)LIMIT_PAGES << PAGE_SHIFT)
static_assert(MAX_ORDER < 10 || MAX_ORDER % 2 == 0, "the root is whole");

static void setup(void)
{
	pages_setup_1g();
	/* Two are open. */
	stripe_join();
	stripe_join();
	/* What is purged here is what the limit asks for. */
	purge_config.slack_share = 1;
	purge_config.floor_pages = UINT32_MAX;
	purge_config.age_ms = 0;
	charge_set_limit(LIMIT_BYTES);
}

static pfn_t take(uint32_t nr)
{
	struct page_request rq = { .nr_pages = nr,
				   .zone = ZONE_DMA32,
				   .kind = PG_RUN,
				   .home = &stripes[0] };

	return page_alloc(&rq);
}

static pfn_t must_take(uint32_t nr)
{
	pfn_t pfn = take(nr);

	ck_assert_uint_ne(pfn, PFN_NONE);
	return pfn;
}

/* Pages charged, without the own area and the records. */
static uint64_t charged(void)
{
	return load_relaxed(&charge_pages);
}

START_TEST(test_charge_is_not_counted_without_a_limit)
{
	charge_set_limit(0);
	must_take(10);
	ck_assert_uint_eq(charged(), 0);
	ck_assert_uint_eq(charge_missing(UINT32_MAX, UINT32_MAX), 0);
	ck_assert(charge_fits(UINT32_MAX));
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_of_a_new_limit_is_what_is_in_use_or_dirty)
{
	pfn_t pfn;

	charge_set_limit(0);
	must_take(10);
	pfn = must_take(20);
	page_free(pfn, 20, 20);
	pfn = must_take(5);
	page_free(pfn, 5, 0);
	charge_set_limit(LIMIT_BYTES);
	ck_assert_uint_eq(charged(), 30);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_follows_a_page)
{
	pfn_t pfn = must_take(1);

	ck_assert_uint_eq(charged(), 1);
	page_free(pfn, 1, 0);
	ck_assert_uint_eq(charged(), 0);
	pfn = must_take(1);
	page_free(pfn, 1, 1);
	ck_assert_uint_eq(charged(), 1);
	ck_assert_uint_eq(must_take(1), pfn);
	ck_assert_uint_eq(charged(), 1);
	page_free(pfn, 1, 0);
	ck_assert_uint_eq(purge_down_to(0, 0), 1);
	ck_assert_uint_eq(charged(), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_follows_blocks)
{
	pfn_t pfn = must_take(2 * BLOCK_PAGES + 7);

	ck_assert_uint_eq(charged(), 2 * BLOCK_PAGES + 7);
	page_free(pfn, 2 * BLOCK_PAGES + 7, BLOCK_PAGES + 3);
	ck_assert_uint_eq(charged(), BLOCK_PAGES + 3);
	ck_pages_sound();
	ck_assert_uint_eq(purge_down_to(0, 0), BLOCK_PAGES + 3);
	ck_assert_uint_eq(charged(), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_follows_a_run_that_changes)
{
	/* Whole pages of a system that has them of 64 KiB. */
	pfn_t pfn = must_take(32);

	ck_assert(page_resize(pfn, 32, 64, &stripes[0]));
	ck_assert_uint_eq(charged(), 64);
	ck_assert(page_resize(pfn, 64, 16, &stripes[0]));
	ck_assert_uint_eq(charged(), 64);
	purge_down_to(0, 0);
	ck_assert_uint_eq(charged(), 16);
	pfn = must_take(2 * BLOCK_PAGES);
	ck_assert(page_resize(pfn, 2 * BLOCK_PAGES, 112, &stripes[0]));
	ck_assert_uint_eq(charged(), 16 + 2 * BLOCK_PAGES);
	purge_down_to(0, 0);
	ck_assert_uint_eq(charged(), 16 + 112);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_has_the_own_area_and_the_records)
{
	uint64_t before = charge_total(), present;

	must_take(1);
	present = zone_usage(ZONE_DMA).present + zone_usage(ZONE_DMA32).present;
	ck_assert_uint_eq(charge_total(), 1 + ((arena_own_bytes() +
						arena_record_bytes(present)) >>
					       PAGE_SHIFT));
	ck_assert_uint_gt(charge_total(), before + 1);
	before = charge_total();
	ck_assert_ptr_nonnull(arena_own_alloc(MIB, 1));
	ck_assert_uint_ge(charge_total(), before + MIB / PAGE_BYTES - 64);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_of_long_runs_leaves_a_reserve)
{
	uint64_t after;

	while (take(SMALL + 1) != PFN_NONE)
		;
	after = charge_total();
	ck_assert_uint_le(after, LIMIT_PAGES - RESERVE_PAGES);
	/* One more, and the records of blocks that came for it, did not fit. */
	ck_assert_uint_gt(after + SMALL + 1 + RESERVE_PAGES + 64, LIMIT_PAGES);
	for (uint32_t n = SMALL; n < RESERVE_PAGES; n += SMALL)
		must_take(SMALL);
	while (take(1) != PFN_NONE)
		;
	ck_assert_uint_eq(charge_total(), LIMIT_PAGES);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_beyond_the_limit_takes_nothing)
{
	uint64_t free;

	ck_assert_uint_eq(take(LIMIT_PAGES), PFN_NONE);
	ck_assert_uint_eq(charged(), 0);
	while (take(1) != PFN_NONE)
		;
	free = pages_free(ZONE_DMA) + pages_free(ZONE_DMA32);
	ck_assert_uint_eq(take(1), PFN_NONE);
	ck_assert_uint_eq(take(BLOCK_PAGES), PFN_NONE);
	ck_assert_uint_eq(pages_free(ZONE_DMA) + pages_free(ZONE_DMA32), free);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_is_made_room_for_by_a_purge)
{
	enum { QUARTER = LIMIT_PAGES / 4 };
	pfn_t first = must_take(QUARTER), last;
	uint64_t purged = purge_total();

	must_take(QUARTER);
	last = must_take(QUARTER);
	page_free(first, QUARTER, QUARTER);
	page_free(last, QUARTER, QUARTER);
	ck_assert_uint_eq(charged(), 3 * QUARTER);
	/* No more than a quarter in a row is dirty. */
	must_take(2 * QUARTER);
	ck_assert_uint_gt(purge_total(), purged);
	ck_assert_uint_le(charge_total(), LIMIT_PAGES - RESERVE_PAGES);
	ck_pages_sound();
}
END_TEST

/* No more is purged than is missing, as far as free parts are that small. */
START_TEST(test_charge_purges_what_is_missing)
{
	pfn_t held[200];
	uint64_t purged;

	for (unsigned i = 0; i < ARRAY_SIZE(held); i++)
		held[i] = must_take(1);
	while (take(1) != PFN_NONE)
		;
	for (unsigned i = 0; i < ARRAY_SIZE(held); i += 2)
		page_free(held[i], 1, 1);
	purged = purge_total();
	must_take(2);
	ck_assert_uint_eq(purge_total() - purged, 2);
	ck_assert_uint_eq(charge_total(), LIMIT_PAGES);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_refuses_a_run_that_grows_too_far)
{
	pfn_t run = must_take(4);
	unsigned dirty;

	while (take(BLOCK_PAGES) != PFN_NONE)
		;
	ck_assert(!page_resize(run, 4, BLOCK_PAGES - 4, &stripes[0]));
	ck_assert_uint_eq(pfn_to_page(run)->nr_pages, 4);
	dirty = block_count_dirty(run, BLOCK_PAGES / 2);
	ck_assert_uint_eq(dirty, 0);
	ck_assert(page_resize(run, 4, 5, &stripes[0]));
	ck_pages_sound();
}
END_TEST

/* Dirty pages elsewhere are purged for it. */
START_TEST(test_charge_lets_a_run_grow_into_what_is_purged)
{
	pfn_t run = must_take(4), other = must_take(BLOCK_PAGES);

	while (take(BLOCK_PAGES) != PFN_NONE)
		;
	page_free(other, BLOCK_PAGES, BLOCK_PAGES);
	ck_assert(page_resize(run, 4, BLOCK_PAGES - 4, &stripes[0]));
	ck_assert_uint_gt(purge_total(), 0);
	ck_assert_uint_le(charge_total(), LIMIT_PAGES - RESERVE_PAGES);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_over_a_lowered_limit_fails_and_recovers)
{
	pfn_t pfn = must_take(LIMIT_PAGES * 2 / 3);

	charge_set_limit(LIMIT_BYTES / 2);
	ck_assert_uint_eq(take(1), PFN_NONE);
	ck_pages_sound();
	page_free(pfn, LIMIT_PAGES * 2 / 3, LIMIT_PAGES * 2 / 3);
	must_take(1);
	ck_assert_uint_le(charge_total(), LIMIT_PAGES / 2);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_limit_has_a_least)
{
	charge_set_limit(1);
	ck_assert_uint_eq(load_relaxed(&charge_limit),
			  CHARGE_LEAST / PAGE_BYTES);
	charge_set_limit(CHARGE_LEAST + PAGE_BYTES);
	ck_assert_uint_eq(load_relaxed(&charge_limit),
			  CHARGE_LEAST / PAGE_BYTES + 1);
}
END_TEST

START_TEST(test_charge_of_locked_memory_begins_at_commit)
{
	zones_grow_exactly();
	must_take(1);
	ck_assert_uint_eq(charged(), BLOCK_PAGES);
	ck_pages_sound();
	/* More than may be charged came with a page; the purge makes room. */
	for (int i = 0; i < 5; i++)
		must_take(BLOCK_PAGES / 2 + 1);
	ck_assert_uint_le(charge_total(), LIMIT_PAGES);
	ck_pages_sound();
}
END_TEST

static int refuse_purges(enum os_call call)
{
	return call == OS_PURGE ? -22 : 0;
}

START_TEST(test_charge_stays_where_a_purge_fails)
{
	pfn_t pfn = must_take(3000);

	page_free(pfn, 3000, 3000);
	while (take(3) != PFN_NONE)
		;
	pfn = must_take(1);
	page_free(pfn, 1, 1);
	os_mem_inject = refuse_purges;
	ck_assert_uint_eq(take(BLOCK_PAGES), PFN_NONE);
	os_mem_inject = NULL;
	ck_assert_uint_le(charge_total(), LIMIT_PAGES);
	ck_pages_sound();
}
END_TEST

START_TEST(test_charge_that_is_wrong_is_found)
{
	must_take(3);
	ck_pages_sound();
	add_relaxed(&charge_pages, 1);
	ck_assert_uint_eq(buddy_heap_check(NULL), 1);
	sub_relaxed(&charge_pages, 1);
	ck_pages_sound();
}
END_TEST

/* ---- against a model -------------------------------------------------- */

enum { HELD = 400 };

struct held {
	pfn_t pfn;
	uint32_t nr;
};

static void change_one(struct rng *rng, struct held *h)
{
	uint32_t nr = 1 + (uint32_t)rng_size(rng, 2 * BLOCK_PAGES);

	if (h->nr && rng_below(rng, 3)) {
		page_free(h->pfn, h->nr,
			  rng_below(rng, 2) ? h->nr :
					      rng_below(rng, h->nr + 1));
		h->nr = 0;
	} else if (h->nr) {
		if (page_resize(h->pfn, h->nr, nr, &stripes[1]))
			h->nr = nr;
	} else {
		h->pfn = take(nr);
		h->nr = h->pfn == PFN_NONE ? 0 : nr;
	}
}

/* Whatever is done, the charge is what is held and dirty, and in the limit. */
static void change_many(struct rng *rng, unsigned rounds)
{
	struct held held[HELD] = { 0 };

	for (unsigned i = 0; i < rounds; i++) {
		change_one(rng, &held[rng_below(rng, HELD)]);
		must(charge_total() <= LIMIT_PAGES);
	}
	for (unsigned i = 0; i < HELD; i++)
		if (held[i].nr)
			page_free(held[i].pfn, held[i].nr, held[i].nr);
}

START_TEST(test_charge_is_what_is_held_and_dirty)
{
	struct rng rng = rng_seeded("charge");
	struct held held[HELD] = { 0 };
	uint64_t sum = 0;

	for (unsigned i = 0; i < 20000; i++) {
		struct held *h = &held[rng_below(&rng, HELD)];

		sum -= h->nr;
		change_one(&rng, h);
		sum += h->nr;
		must(charged() == sum + purge_dirty());
		must(charge_total() <= LIMIT_PAGES);
	}
	ck_pages_sound();
}
END_TEST

static void change_as_thread(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);

	/* Pages taken in vain count until they are back. */
	for (unsigned n = 0; n < 3000; n++) {
		pfn_t pfn = take(1 + (uint32_t)rng_size(&rng, 2000));

		if (pfn != PFN_NONE)
			page_free(pfn, pfn_to_page(pfn)->nr_pages,
				  pfn_to_page(pfn)->nr_pages);
		if (n % 500 == 0)
			must(!buddy_heap_check(NULL));
	}
}

START_TEST(test_charge_of_several_threads)
{
	struct rng rng = rng_seeded("charge threads");

	threads_run(4, change_as_thread, &rng);
	ck_assert_uint_eq(charged(), purge_dirty());
	change_many(&rng, 1000);
	ck_assert_uint_eq(charged(), purge_dirty());
	ck_pages_sound();
}
END_TEST

/* 3 of 4 threads' worth of memory fits: nobody fails while it is free. */
static void take_what_fits(void *arg, unsigned i)
{
	(void)arg;
	(void)i;
	for (unsigned n = 0; n < 2000; n++) {
		pfn_t pfn = take(200 + n % 500);

		must(pfn != PFN_NONE);
		page_free(pfn, 200 + n % 500, 200 + n % 500);
	}
}

START_TEST(test_charge_does_not_fail_what_fits)
{
	threads_run(4, take_what_fits, NULL);
	ck_pages_sound();
}
END_TEST

static void change_limits(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);

	for (unsigned n = 0; n < 1000; n++) {
		pfn_t pfn;

		if (!i)
			charge_set_limit(rng_below(&rng, 3) * LIMIT_BYTES / 2);
		pfn = take(1 + (uint32_t)rng_size(&rng, 600));
		if (pfn != PFN_NONE)
			page_free(pfn, pfn_to_page(pfn)->nr_pages,
				  (uint32_t)rng_below(&rng, 2));
	}
}

START_TEST(test_charge_of_a_limit_that_changes_under_load)
{
	struct rng rng = rng_seeded("charge limits");

	threads_run(3, change_limits, &rng);
	charge_set_limit(LIMIT_BYTES / 2);
	ck_assert_uint_eq(charged(), purge_dirty());
	ck_pages_sound();
}
END_TEST

static Suite *charge_suite(void)
{
	Suite *s = suite_create("charge");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_charge_is_not_counted_without_a_limit);
	tcase_add_test(core,
		       test_charge_of_a_new_limit_is_what_is_in_use_or_dirty);
	tcase_add_test(core, test_charge_follows_a_page);
	tcase_add_test(core, test_charge_follows_blocks);
	tcase_add_test(core, test_charge_follows_a_run_that_changes);
	tcase_add_test(core, test_charge_has_the_own_area_and_the_records);
	tcase_add_test(core, test_charge_of_long_runs_leaves_a_reserve);
	tcase_add_test(core, test_charge_beyond_the_limit_takes_nothing);
	tcase_add_test(core, test_charge_is_made_room_for_by_a_purge);
	/* Parts of a system page stay dirty. */
	if (os_page_bytes() == PAGE_BYTES)
		tcase_add_test(core, test_charge_purges_what_is_missing);
	tcase_add_test(core, test_charge_refuses_a_run_that_grows_too_far);
	tcase_add_test(core, test_charge_lets_a_run_grow_into_what_is_purged);
	tcase_add_test(core,
		       test_charge_over_a_lowered_limit_fails_and_recovers);
	tcase_add_test(core, test_charge_limit_has_a_least);
	tcase_add_test(core, test_charge_of_locked_memory_begins_at_commit);
	tcase_add_test(core, test_charge_stays_where_a_purge_fails);
	tcase_add_test(core, test_charge_that_is_wrong_is_found);
	tcase_add_test(core, test_charge_is_what_is_held_and_dirty);
	tcase_add_test(core, test_charge_of_several_threads);
	tcase_add_test(core, test_charge_does_not_fail_what_fits);
	tcase_add_test(core, test_charge_of_a_limit_that_changes_under_load);
	return s;
}

int main(void)
{
	return suite_run(charge_suite());
}
