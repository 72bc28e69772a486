/* SPDX-License-Identifier: MIT */
/*
 * unit/check_purge.c - when free pages go back to the system, and which
 */
#include "buddy/purge.h"
#include "buddy/reclaim.h"
#include "support/inject.h"
#include "support/pages.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const enum zone_id zone = ZONE_DMA32;

/* No trigger fires unless a test asks for it. */
static void quiet(void)
{
	purge_config = (struct purge_config){ .floor_pages = UINT32_MAX,
					      .share_percent = 25,
					      .slack_share = 1,
					      .age_ms = 0 };
}

static void setup(void)
{
	pages_setup_256m();
	quiet();
}

static void setup_1g(void)
{
	pages_setup_1g();
	quiet();
}

static pfn_t alloc(uint32_t nr)
{
	struct page_request rq = { .nr_pages = nr,
				   .zone = zone,
				   .kind = PG_RUN,
				   .home = &stripes[0] };
	pfn_t pfn = page_alloc(&rq);

	ck_assert_uint_ne(pfn, PFN_NONE);
	return pfn;
}

/* A run whose pages are all written to. */
static pfn_t alloc_written(uint32_t nr)
{
	pfn_t pfn = alloc(nr);

	memset(pfn_to_addr(pfn), 1, (size_t)nr << PAGE_SHIFT);
	return pfn;
}

static uint64_t dirty(void)
{
	return zone_usage(zone).dirty;
}

static size_t resident(pfn_t pfn, uint32_t nr)
{
	return probe_resident(pfn_to_addr(pfn), (size_t)nr << PAGE_SHIFT);
}

START_TEST(test_purge_gives_the_memory_back)
{
	uint32_t nr = 2 * BLOCK_PAGES + 100;
	pfn_t pfn = alloc_written(nr);

	page_free(pfn, nr, nr);
	ck_assert_uint_eq(dirty(), nr);
	ck_assert_uint_eq(resident(pfn, nr), nr);

	ck_assert_uint_eq(purge_down_to(0, 0), nr);
	ck_assert_uint_eq(dirty(), 0);
	ck_assert_uint_eq(resident(pfn, nr), 0);
	ck_assert_uint_eq(purge_total(), nr);
	ck_assert(probe_zero(pfn_to_addr(pfn), (size_t)nr << PAGE_SHIFT));
	ck_pages_sound();
}
END_TEST

START_TEST(test_purge_leaves_clean_pages_alone)
{
	pfn_t pfn = alloc(64);

	page_free(pfn, 64, 0);
	inject_stop();
	ck_assert_uint_eq(purge_down_to(0, 0), 0);
	ck_assert_uint_eq(inject_seen(OS_PURGE), 0);
}
END_TEST

START_TEST(test_purge_leaves_allocated_pages_alone)
{
	pfn_t kept = alloc_written(10), pfn = alloc_written(20);

	page_free(pfn, 20, 20);
	purge_down_to(0, 0);
	ck_assert_uint_eq(resident(kept, 10), 10);
	ck_assert_int_eq(*(char *)pfn_to_addr(kept + 9), 1);
	ck_pages_sound();
}
END_TEST

START_TEST(test_purge_stops_when_little_enough_is_left)
{
	pfn_t pfn[8];

	for (int i = 0; i < 8; i++)
		pfn[i] = alloc(BLOCK_PAGES);
	for (int i = 0; i < 8; i++)
		page_free(pfn[i], BLOCK_PAGES, BLOCK_PAGES);
	ck_assert_uint_eq(purge_down_to(8 * BLOCK_PAGES, 0), 0);
	ck_assert_uint_eq(purge_down_to(3 * BLOCK_PAGES, 0), 5 * BLOCK_PAGES);
	ck_assert_uint_eq(dirty(), 3 * BLOCK_PAGES);
	ck_assert_uint_eq(purge_down_to(3 * BLOCK_PAGES, 0), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_purge_takes_large_pieces_first)
{
	pfn_t single, piece, block;

	single = alloc_written(1);
	alloc(1);
	block = alloc_written(BLOCK_PAGES);
	piece = alloc_written(32);
	page_free(single, 1, 1);
	page_free(piece, 32, 32);
	page_free(block, BLOCK_PAGES, BLOCK_PAGES);

	purge_down_to(33, 0);
	ck_assert_uint_eq(resident(block, BLOCK_PAGES), 0);
	ck_assert_uint_eq(resident(piece, 32), 32);
	purge_down_to(1, 0);
	ck_assert_uint_eq(resident(piece, 32), 0);
	ck_assert_uint_eq(resident(single, 1), 1);
	ck_pages_sound();
}
END_TEST

START_TEST(test_purge_spares_pieces_below_an_order)
{
	pfn_t single = alloc_written(1), piece;

	alloc(1);
	piece = alloc_written(32);
	page_free(single, 1, 1);
	page_free(piece, 32, 32);
	ck_assert_uint_eq(purge_down_to(0, 4), 32);
	ck_assert_uint_eq(dirty(), 1);
	/* What is shorter than a system page stays. */
	ck_assert_uint_eq(purge_down_to(0, 0), arena.page_bytes == PAGE_BYTES);
}
END_TEST

/* Each run keeps its first page, and with it a system page. */
START_TEST(test_purge_keeps_what_shares_a_system_page)
{
	uint32_t nr = 4 * (uint32_t)(arena.page_bytes >> PAGE_SHIFT);
	pfn_t first = alloc_written(nr), kept = alloc_written(nr);

	page_resize(kept, nr, 1, &stripes[0]);
	page_resize(first, nr, 1, &stripes[0]);
	purge_down_to(0, 0);
	ck_assert_int_eq(*(char *)pfn_to_addr(first), 1);
	ck_assert_int_eq(*(char *)pfn_to_addr(kept), 1);
	ck_assert_uint_eq(dirty(), 2 * (pfn_system_up(1) - 1));
	ck_assert(probe_zero(pfn_to_addr(first + nr / 2),
			     (size_t)nr / 2 << PAGE_SHIFT));
	ck_pages_sound();
}
END_TEST

START_TEST(test_size_trigger_keeps_a_share_of_what_is_in_use)
{
	uint32_t used = 4 * BLOCK_PAGES;

	purge_config.floor_pages = 0;
	purge_config.share_percent = 25;
	alloc(used);
	/* 320 MiB in all: the budget does not come into it. */
	for (unsigned i = 0; i < 20 * 1024 / BLOCK_PAGES; i++) {
		pfn_t pfn[4];

		for (int n = 0; n < 4; n++)
			pfn[n] = alloc_written(BLOCK_PAGES);
		for (int n = 0; n < 4; n++)
			page_free(pfn[n], BLOCK_PAGES, BLOCK_PAGES);
		/* What is freed between two looks comes on top. */
		ck_assert_uint_le(dirty(), used / 4 + 2 * BLOCK_PAGES);
	}
	ck_assert_uint_gt(purge_total(), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_size_trigger_leaves_the_floor_alone)
{
	purge_config.floor_pages = 6 * BLOCK_PAGES;
	for (int i = 0; i < 20; i++) {
		pfn_t pfn = alloc_written(4 * BLOCK_PAGES);

		page_free(pfn, 4 * BLOCK_PAGES, 4 * BLOCK_PAGES);
	}
	ck_assert_uint_eq(purge_total(), 0);
	ck_assert_uint_eq(dirty(), 4 * BLOCK_PAGES);
}
END_TEST

/* ---- growth ------------------------------------------------------------- */

enum {
	HELD_PAGES = 16 * BLOCK_PAGES, /* the peak of what is in use */
	SLACK = 8
};

/* Pages of the zone that are resident. */
static size_t resident_now(void)
{
	const struct zone *z = &zones[zone];

	return resident(z->start, (uint32_t)zone_usage(zone).present);
}

/* Half blocks, written. */
static void take_halves(pfn_t *pfn, int n)
{
	for (int i = 0; i < n; i++)
		pfn[i] = alloc_written(BLOCK_PAGES / 2);
}

/* One of each pair: what is free then serves no request for a block. */
static void free_every_other(const pfn_t *half, int n)
{
	for (int i = 0; i < n; i += 2)
		page_free(half[i], BLOCK_PAGES / 2, BLOCK_PAGES / 2);
}

static void take_blocks(pfn_t *pfn, int n)
{
	for (int i = 0; i < n; i++)
		pfn[i] = alloc_written(BLOCK_PAGES);
}

static void free_blocks(const pfn_t *pfn, int n)
{
	for (int i = 0; i < n; i++)
		page_free(pfn[i], BLOCK_PAGES, BLOCK_PAGES);
}

START_TEST(test_growth_stays_within_the_peak_and_a_share)
{
	pfn_t half[32], block[8];

	purge_config.slack_share = SLACK;
	take_halves(half, 32);
	free_every_other(half, 32);
	ck_assert_uint_eq(purge_total(), 0);
	take_blocks(block, 8);
	ck_assert_uint_gt(purge_total(), 0);
	/* A block is what comes after the last look. */
	ck_assert_uint_le(resident_now(),
			  HELD_PAGES + HELD_PAGES / SLACK + BLOCK_PAGES);
	ck_assert_uint_le(dirty(), HELD_PAGES / SLACK + BLOCK_PAGES);
	ck_pages_sound();
}
END_TEST

START_TEST(test_growth_below_the_peak_purges_nothing)
{
	pfn_t half[32], block;

	purge_config.slack_share = SLACK;
	take_halves(half, 32);
	free_every_other(half, 32);
	take_blocks(&block, 1);
	ck_assert_uint_eq(purge_total(), 0);
	ck_assert_uint_eq(dirty(), HELD_PAGES / 2);
	ck_pages_sound();
}
END_TEST

/* Takes blocks beside 8 blocks' worth of free halves; returns what it cost. */
static uint64_t purged_by_growth(pfn_t *half)
{
	uint64_t before = purge_total(), done;
	pfn_t block[8];

	free_every_other(half, 32);
	take_blocks(block, 8);
	done = purge_total() - before;
	free_blocks(block, 8);
	purge_down_to(0, 0);
	for (int i = 0; i < 32; i += 2)
		half[i] = alloc_written(BLOCK_PAGES / 2);
	return done;
}

START_TEST(test_growth_slack_is_learned)
{
	uint64_t first, last = 0;
	pfn_t half[32];

	purge_config.slack_share = SLACK;
	take_halves(half, 32);
	first = purged_by_growth(half);
	ck_assert_uint_gt(first, 4 * BLOCK_PAGES);
	for (int cycle = 0; cycle < 30; cycle++)
		last = purged_by_growth(half);
	ck_assert_uint_lt(last, first / 4);
	ck_pages_sound();
}
END_TEST

static uint64_t unused_pages;

static uint64_t count_unused(void)
{
	return unused_pages;
}

/* Untouched pages of slabs are allocated, and do not raise the peak. */
START_TEST(test_growth_does_not_count_what_was_never_touched)
{
	static const struct reclaim_hooks hooks = {
		.unused_pages = count_unused,
	};
	pfn_t half[16], block[4];

	reclaim_register(&hooks);
	purge_config.slack_share = SLACK;
	unused_pages = HELD_PAGES;
	alloc(HELD_PAGES);
	take_halves(half, 16);
	free_every_other(half, 16);
	take_blocks(block, 4);
	ck_assert_uint_le(dirty(), HELD_PAGES / 2 / SLACK + BLOCK_PAGES);
	ck_pages_sound();
}
END_TEST

/* ---- size ---------------------------------------------------------------- */

/* The size trigger's budget: at once, and per millisecond. */
enum { BURST = 131072, RATE = 128 };

/* Pages that were dirtied and freed; they need not be resident for that. */
static void free_dirty(uint32_t nr)
{
	page_free(alloc(nr), nr, nr);
}

START_TEST(test_size_trigger_stays_within_its_budget)
{
	uint64_t start = os_now_ms(), most;

	purge_config.floor_pages = 0;
	free_dirty(BURST + BURST / 2);
	most = BURST + RATE * (os_now_ms() - start + 1);
	ck_assert_uint_ge(purge_total(), BURST);
	/* The last block is purged as a whole. */
	ck_assert_uint_le(purge_total(), most + BLOCK_PAGES);
	for (int i = 0; i < 40; i++) {
		usleep(1000);
		free_dirty(BLOCK_PAGES);
		most = BURST + RATE * (os_now_ms() - start + 1);
		must(purge_total() <= most + (i + 2) * BLOCK_PAGES);
	}
	ck_assert_uint_gt(purge_total(), BURST + 20 * RATE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_each_stripe_has_a_budget_of_its_own)
{
	uint64_t start = os_now_ms(), of_one;

	stripe_join();
	stripe_join();
	must(stripes_open() == 2);
	purge_config.floor_pages = 0;
	free_dirty(BURST + BURST / 2);
	of_one = BURST + RATE * (os_now_ms() - start + 1) + BLOCK_PAGES;
	ck_assert_uint_gt(purge_total(), of_one);
	ck_pages_sound();
}
END_TEST

/* Once memory is only freed, next to nothing of it stays. */
START_TEST(test_size_trigger_leaves_little_to_one_that_shrinks)
{
	pfn_t pfn[16];

	purge_config.floor_pages = 2 * BLOCK_PAGES;
	take_blocks(pfn, 16);
	free_blocks(pfn, 16);
	ck_assert_uint_le(dirty(), 256 + BLOCK_PAGES);
	/* It grows again: the floor holds. */
	purge_config.slack_share = 1;
	take_blocks(pfn, 2);
	purge_down_to(0, 0);
	free_blocks(pfn, 2);
	ck_assert_uint_eq(dirty(), 2 * BLOCK_PAGES);
	ck_pages_sound();
}
END_TEST

/* Frees enough that the triggers are looked at. */
static void cycle(uint32_t nr)
{
	page_free(alloc(nr), nr, nr);
}

START_TEST(test_age_trigger_purges_what_stayed_unused)
{
	pfn_t idle = alloc_written(4 * BLOCK_PAGES);

	page_free(idle, 4 * BLOCK_PAGES, 4 * BLOCK_PAGES);
	purge_config.age_ms = 20;
	for (int i = 0; i < 6; i++) {
		cycle(512);
		usleep(30 * 1000);
	}
	ck_assert_uint_ge(purge_total(), 4 * BLOCK_PAGES - 512);
	ck_assert_uint_le(dirty(), 512);
	ck_pages_sound();
}
END_TEST

START_TEST(test_age_trigger_spares_what_is_in_use)
{
	uint32_t nr = 4 * BLOCK_PAGES;

	purge_config.age_ms = 20;
	for (int i = 0; i < 6; i++) {
		pfn_t pfn = alloc(nr);

		/* Free for a moment only, so its pages are still there. */
		if (i)
			ck_assert_uint_ge(resident(pfn, nr), nr / 2);
		memset(pfn_to_addr(pfn), 1, (size_t)nr << PAGE_SHIFT);
		usleep(30 * 1000);
		cycle(256);
		page_free(pfn, nr, nr);
	}
}
END_TEST

START_TEST(test_age_trigger_can_be_switched_off)
{
	cycle(4 * BLOCK_PAGES);
	for (int i = 0; i < 4; i++) {
		usleep(5 * 1000);
		cycle(512);
	}
	ck_assert_uint_eq(purge_total(), 0);
}
END_TEST

START_TEST(test_Z1_failed_purge_leaves_pages_dirty)
{
	pfn_t pool = alloc_written(BLOCK_PAGES), part = alloc_written(100);

	page_free(pool, BLOCK_PAGES, BLOCK_PAGES);
	page_free(part, 100, 100);
	inject_fail(OS_PURGE, 0, ALWAYS, EINVAL);
	ck_assert_uint_eq(purge_down_to(0, 0), 0);
	ck_assert_uint_eq(dirty(), BLOCK_PAGES + 100);
	ck_assert_uint_eq(purge_total(), 0);
	ck_pages_sound();
	inject_stop();
	ck_assert_uint_eq(purge_down_to(0, 0), BLOCK_PAGES + 100);
	ck_pages_sound();
}
END_TEST

enum { PIECES = 64 };
static pfn_t pieces[PIECES];

static void free_piece(int i)
{
	page_free(pieces[i], 1u << i % 8, 1u << i % 8);
}

/* Frees pieces of several sizes with allocated pages between them. */
static void make_pieces(void)
{
	for (int i = 0; i < PIECES; i++)
		pieces[i] = alloc_written(1u << i % 8);
	for (int i = 0; i < PIECES; i += 2)
		free_piece(i);
	page_free(alloc(2 * BLOCK_PAGES), 2 * BLOCK_PAGES, 2 * BLOCK_PAGES);
}

START_TEST(test_Z1_after_any_purge_fails)
{
	uint64_t before, done;

	for (unsigned nth = 0; nth < 40; nth++) {
		make_pieces();
		before = dirty();
		inject_fail(OS_PURGE, nth, 1, ENOMEM);
		done = purge_down_to(0, 0);
		must(dirty() == before - done);
		must(!buddy_heap_check(NULL));
		inject_stop();
		for (int i = 1; i < PIECES; i += 2)
			free_piece(i);
		purge_down_to(0, 0);
		must(dirty() == 0);
	}
	ck_pages_sound();
}
END_TEST

enum { ROUNDS = 150, HELD = 6 };

/* Every page that is said to be zero must be, whoever purges meanwhile. */
static void use_pages(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);
	pfn_t held[HELD];
	uint32_t nr[HELD] = { 0 };

	for (int round = 0; round < ROUNDS; round++) {
		unsigned n = (unsigned)rng_below(&rng, HELD);
		struct page_request rq = { .zone = zone,
					   .kind = PG_RUN,
					   .clean = rng_below(&rng, 2),
					   .home = &stripes[i] };

		if (nr[n])
			page_free(held[n], nr[n], nr[n]);
		rq.nr_pages = nr[n] = 1 + (uint32_t)rng_size(&rng, 600);
		held[n] = page_alloc(&rq);
		must(held[n] != PFN_NONE);
		for (pfn_t at = held[n]; at < held[n] + nr[n]; at++) {
			uint64_t *word = pfn_to_addr(at);

			must(block_any_dirty(at, 1) || !word[at % 512]);
			word[at % 512] = at;
		}
	}
	for (unsigned n = 0; n < HELD; n++)
		if (nr[n])
			page_free(held[n], nr[n], nr[n]);
}

START_TEST(test_Z1_while_threads_purge)
{
	struct rng rng = rng_seeded(__func__);

	while (stripes_open() < stripes_max())
		stripe_join();
	purge_config.floor_pages = 500;
	purge_config.age_ms = 1;
	threads_run(4, use_pages, &rng);
	ck_assert_uint_gt(purge_total(), 0);
	ck_assert_uint_eq(zone_usage(zone).free, zone_usage(zone).present);
	ck_pages_sound();
}
END_TEST

static Suite *purge_suite(void)
{
	Suite *s = suite_create("purge");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *large = suite_case(s, "limits", setup_1g);
	TCase *concurrency = suite_case(s, "concurrency", setup_1g);

	tcase_add_test(core, test_purge_gives_the_memory_back);
	tcase_add_test(core, test_purge_leaves_clean_pages_alone);
	tcase_add_test(core, test_purge_leaves_allocated_pages_alone);
	tcase_add_test(core, test_purge_stops_when_little_enough_is_left);
	tcase_add_test(core, test_purge_takes_large_pieces_first);
	tcase_add_test(core, test_purge_spares_pieces_below_an_order);
	tcase_add_test(core, test_purge_keeps_what_shares_a_system_page);
	tcase_add_test(core, test_size_trigger_keeps_a_share_of_what_is_in_use);
	tcase_add_test(core, test_size_trigger_leaves_the_floor_alone);
	tcase_add_test(core,
		       test_size_trigger_leaves_little_to_one_that_shrinks);
	tcase_add_test(core, test_growth_stays_within_the_peak_and_a_share);
	tcase_add_test(core, test_growth_below_the_peak_purges_nothing);
	tcase_add_test(core, test_growth_slack_is_learned);
	tcase_add_test(core, test_growth_does_not_count_what_was_never_touched);
	tcase_add_test(core, test_age_trigger_purges_what_stayed_unused);
	tcase_add_test(core, test_age_trigger_spares_what_is_in_use);
	tcase_add_test(core, test_age_trigger_can_be_switched_off);
	tcase_add_test(limits, test_Z1_failed_purge_leaves_pages_dirty);
	tcase_add_test(limits, test_Z1_after_any_purge_fails);
	tcase_add_test(large, test_size_trigger_stays_within_its_budget);
	tcase_add_test(large, test_each_stripe_has_a_budget_of_its_own);
	tcase_add_test(concurrency, test_Z1_while_threads_purge);
	return s;
}

int main(void)
{
	return suite_run(purge_suite());
}
