/* SPDX-License-Identifier: MIT */
/*
 * unit/check_page_alloc.c - which zone serves a request, and how runs change
 */
#include "buddy/purge.h"
#include "buddy/reclaim.h"
#include "support/pages.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <unistd.h>

/* A 64 MiB arena: all that there is. */
enum { SMALL_PAGES = 16384 };

static pfn_t alloc_as(const struct page_request *rq)
{
	struct page_request full = *rq;

	if (!full.kind)
		full.kind = PG_RUN;
	if (!full.home)
		full.home = &stripes[0];
	return page_alloc(&full);
}

static pfn_t alloc_in(enum zone_id zone, uint32_t nr)
{
	struct page_request rq = { .nr_pages = nr, .zone = zone };

	return alloc_as(&rq);
}

static pfn_t alloc_only_in(enum zone_id zone, uint32_t nr)
{
	struct page_request rq = { .nr_pages = nr,
				   .zone = zone,
				   .nofallback = true };

	return alloc_as(&rq);
}

static void free_run(pfn_t pfn)
{
	uint32_t nr = pfn_to_page(pfn)->nr_pages;

	page_free(pfn, nr, nr);
}

/* Free and untouched pages of a zone, as the watermarks see them. */
static uint64_t available(enum zone_id zone)
{
	struct zone_usage u = zone_usage(zone);

	return u.free + zones[zone].end - zones[zone].start - u.present;
}

static void never_purge(void)
{
	purge_config.floor_pages = UINT32_MAX;
	purge_config.age_ms = 0;
}

static void setup_64m(void)
{
	pages_setup_64m();
	never_purge();
}

static void setup_two_stripes(void)
{
	pages_make(64 * MIB, 2);
	never_purge();
	stripe_join();
	stripe_join();
	ck_assert_uint_eq(stripes_open(), 2);
}

static void setup_256m(void)
{
	pages_setup_256m();
	never_purge();
}

static void setup_8g(void)
{
	pages_setup_8g();
	never_purge();
}

/* Takes single pages from DMA32 down until there are none. */
static uint32_t use_up(void)
{
	uint32_t n = 0;

	while (alloc_in(ZONE_DMA32, 1) != PFN_NONE)
		n++;
	return n;
}

START_TEST(test_alloc_types_the_first_page)
{
	struct page_request rq = { .nr_pages = 16,
				   .align_order = 4,
				   .zone = ZONE_DMA32,
				   .kind = PG_SLAB };
	pfn_t pfn = alloc_as(&rq);

	ck_assert_uint_eq(load_relaxed(&pfn_to_page(pfn)->flags),
			  PG_HEAD | PG_SLAB);
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, 16);
	ck_assert(is_aligned(pfn, 16));
	free_run(pfn);
	ck_pages_sound();
}
END_TEST

START_TEST(test_alloc_prefers_its_zone)
{
	ck_assert_int_eq(zone_of(alloc_in(ZONE_NORMAL, 1)), ZONE_NORMAL);
	ck_assert_int_eq(zone_of(alloc_in(ZONE_DMA32, 1)), ZONE_DMA32);
	ck_assert_int_eq(zone_of(alloc_in(ZONE_DMA, 1)), ZONE_DMA);
	ck_pages_sound();
}
END_TEST

START_TEST(test_alloc_falls_back_zone_by_zone)
{
	for (unsigned i = 0; i < SMALL_PAGES; i++) {
		pfn_t pfn = alloc_in(ZONE_DMA32, 1);

		must(pfn != PFN_NONE);
		must(zone_of(pfn) ==
		     (i < SMALL_PAGES - 4096 ? ZONE_DMA32 : ZONE_DMA));
	}
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 1), PFN_NONE);
	ck_assert_uint_eq(pages_free(ZONE_DMA) + pages_free(ZONE_DMA32), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_alloc_without_fallback)
{
	uint32_t n = 0;

	while (alloc_only_in(ZONE_DMA32, 1) != PFN_NONE)
		n++;
	ck_assert_uint_eq(n, SMALL_PAGES - 4096);
	ck_assert_uint_eq(zone_usage(ZONE_DMA).present, 0);
	ck_assert_uint_ne(alloc_in(ZONE_DMA32, 1), PFN_NONE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_alloc_recovers_from_exhaustion)
{
	pfn_t pfn = alloc_in(ZONE_DMA32, 1);

	use_up();
	free_run(pfn);
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 2), PFN_NONE);
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 1), pfn);
	ck_pages_sound();
}
END_TEST

START_TEST(test_alloc_larger_than_the_arena)
{
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, SMALL_PAGES + 1), PFN_NONE);
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, UINT32_MAX - 1), PFN_NONE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_lowmem_reserve_keeps_low_zones_for_their_own)
{
	uint64_t keep = zones[ZONE_DMA32].reserve[ZONE_NORMAL] +
			zones[ZONE_DMA32].mark[WMARK_MIN];

	ck_assert_uint_eq(zones[ZONE_DMA32].reserve[ZONE_NORMAL], 4096);
	while (alloc_in(ZONE_NORMAL, BLOCK_PAGES) != PFN_NONE)
		;
	ck_assert_uint_lt(available(ZONE_NORMAL),
			  2 * BLOCK_PAGES + zones[ZONE_NORMAL].mark[WMARK_MIN]);
	ck_assert_uint_gt(available(ZONE_DMA32), keep);
	ck_assert_uint_le(available(ZONE_DMA32), keep + 2 * BLOCK_PAGES);
	/* NORMAL is so large that it may not use DMA at all. */
	ck_assert_uint_eq(available(ZONE_DMA), 4096);
	ck_assert_int_eq(zone_of(alloc_in(ZONE_DMA32, 1)), ZONE_DMA32);
	ck_assert_int_eq(zone_of(alloc_in(ZONE_DMA, 1)), ZONE_DMA);
	ck_pages_sound();
}
END_TEST

START_TEST(test_watermark_ok_is_the_kernels_check)
{
	for (int n = 0; n < 300; n++) {
		enum zone_id z = n % NR_ZONES, h = n / 3 % NR_ZONES;
		enum watermark m = n / 9 % NR_WMARKS;
		int64_t keep = zones[z].mark[m] + zones[z].reserve[h];
		int64_t most = (int64_t)available(z) - keep;

		for (int64_t nr = most - 2; nr <= most + 2; nr++)
			if (nr > 0 && nr <= UINT32_MAX)
				must(zone_watermark_ok(z, m, h, (uint32_t)nr) ==
				     (nr <= most));
		alloc_only_in(z, 100 + 37 * (uint32_t)n);
	}
}
END_TEST

START_TEST(test_alloc_takes_from_other_stripes)
{
	struct page_request rq = { .nr_pages = 3,
				   .align_order = 0,
				   .zone = ZONE_DMA32,
				   .home = &stripes[1] };
	pfn_t pfn = alloc_in(ZONE_DMA32, 4);

	use_up();
	ck_assert_uint_eq(alloc_as(&rq), PFN_NONE);
	free_run(pfn);
	ck_assert_uint_eq(alloc_as(&rq), pfn);
	ck_pages_sound();
}
END_TEST

static void hold_stripe(void *arg, unsigned i)
{
	struct page_request rq = { .nr_pages = 1,
				   .zone = ZONE_DMA32,
				   .home = &stripes[1] };
	struct turns *turns = arg;

	if (i == 0) {
		lock_acquire(&stripes[0].lock);
		turns_next(turns);
		usleep(30 * 1000);
		lock_release(&stripes[0].lock);
	} else {
		turns_wait(turns, 1);
		must(alloc_as(&rq) != PFN_NONE);
	}
}

START_TEST(test_alloc_waits_for_the_last_stripe_before_it_fails)
{
	struct turns turns = { 0 };
	pfn_t pfn = alloc_in(ZONE_DMA32, 1);

	use_up();
	free_run(pfn);
	threads_run(2, hold_stripe, &turns);
	ck_pages_sound();
}
END_TEST

static unsigned own_drains, all_drains;
static pfn_t parked_own = PFN_NONE, parked_all = PFN_NONE;

static void drain_own(void)
{
	lock_rank_assert_below(RANK_THREADS);
	own_drains++;
	if (parked_own != PFN_NONE)
		free_run(parked_own);
	parked_own = PFN_NONE;
}

static void drain_all(void)
{
	lock_rank_assert_below(RANK_THREADS);
	all_drains++;
	if (parked_all != PFN_NONE)
		free_run(parked_all);
	parked_all = PFN_NONE;
}

START_TEST(test_alloc_asks_the_own_caches_then_all)
{
	static const struct reclaim_hooks hooks = {
		.drain_own = drain_own,
		.drain_all = drain_all,
	};
	pfn_t pfn[2] = { alloc_in(ZONE_DMA32, 1), alloc_in(ZONE_DMA32, 1) };

	use_up();
	reclaim_register(&hooks);
	parked_own = pfn[0];
	parked_all = pfn[1];
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 1), pfn[0]);
	ck_assert_uint_eq(own_drains, 1);
	ck_assert_uint_eq(all_drains, 0);
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 1), pfn[1]);
	ck_assert_uint_eq(all_drains, 1);
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 1), PFN_NONE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_runs_longer_than_a_block)
{
	uint32_t nr = 2 * BLOCK_PAGES + 5;
	pfn_t pfn = alloc_in(ZONE_DMA32, nr), tail;
	uint64_t present = zone_usage(ZONE_DMA32).present;

	ck_assert_uint_ne(pfn, PFN_NONE);
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, nr);
	ck_assert(probe_writable(pfn_to_addr(pfn + nr - 1)));
	ck_assert_uint_eq(pages_free(ZONE_DMA32), present - nr);
	ck_pages_sound();
	/* The tail's block serves others. */
	tail = alloc_in(ZONE_DMA32, 1);
	ck_assert_uint_eq(block_start(tail), pfn + 2 * BLOCK_PAGES);
	free_run(pfn);
	ck_pages_sound();
	free_run(tail);
	ck_assert_uint_eq(pages_free(ZONE_DMA32),
			  zone_usage(ZONE_DMA32).present);
	ck_pages_sound();
}
END_TEST

START_TEST(test_S1_runs_stay_in_their_zone)
{
	/* The whole zone, and one page more than it has. */
	ck_assert_uint_eq(alloc_only_in(ZONE_DMA, 4097), PFN_NONE);
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, SMALL_PAGES - 4096 + 1),
			  PFN_NONE);
	for (int i = 0; i < 50; i++) {
		uint32_t nr = 1 + 97u * (unsigned)i;
		pfn_t pfn = alloc_in(ZONE_DMA32, nr);

		if (pfn == PFN_NONE)
			continue;
		ck_assert_int_eq(zone_of(pfn), zone_of(pfn + nr - 1));
		if (nr < BLOCK_PAGES)
			ck_assert_uint_eq(block_start(pfn),
					  block_start(pfn + nr - 1));
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_alignment_of_any_order)
{
	for (unsigned order = 0; order <= MAX_ORDER + 2; order++) {
		struct page_request rq = { .nr_pages = 1 + 3 * order,
					   .align_order = order,
					   .zone = ZONE_DMA32 };
		pfn_t pfn = alloc_as(&rq);
		uintptr_t addr = (uintptr_t)pfn_to_addr(pfn);

		ck_assert_uint_ne(pfn, PFN_NONE);
		ck_assert(is_aligned(addr, (size_t)PAGE_BYTES << order));
		if (order % 2)
			free_run(pfn);
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_alignment_that_cannot_be_had)
{
	for (unsigned order = 20; order < 52; order++) {
		struct page_request rq = { .nr_pages = 1,
					   .align_order = order,
					   .zone = ZONE_DMA32 };
		pfn_t pfn = alloc_as(&rq);

		if (pfn != PFN_NONE)
			must(is_aligned((uintptr_t)pfn_to_addr(pfn),
					(size_t)PAGE_BYTES << order));
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_free_marks_what_was_written)
{
	static const uint32_t lengths[] = {
		1, 7, 300, BLOCK_PAGES, BLOCK_PAGES + 1, 3 * BLOCK_PAGES + 100
	};

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		for (uint32_t part = 0; part <= 4; part++) {
			uint32_t nr = lengths[i], dirty = nr * part / 4;
			pfn_t pfn = alloc_in(ZONE_DMA32, nr);

			page_free(pfn, nr, dirty);
			must(zone_usage(ZONE_DMA32).dirty == dirty);
			purge_down_to(0, 0);
			must(zone_usage(ZONE_DMA32).dirty == 0);
		}
	ck_pages_sound();
}
END_TEST

START_TEST(test_clean_requests_find_zeroes)
{
	struct page_request rq = { .nr_pages = 8,
				   .zone = ZONE_DMA32,
				   .clean = true };
	pfn_t pfn[2] = { alloc_in(ZONE_DMA32, 8), alloc_in(ZONE_DMA32, 8) };
	pfn_t clean;

	*(char *)pfn_to_addr(pfn[0]) = 1;
	free_run(pfn[0]);
	clean = alloc_as(&rq);
	ck_assert_uint_ne(clean, pfn[0]);
	ck_assert(probe_zero(pfn_to_addr(clean), 8 * PAGE_BYTES));
	ck_assert_uint_eq(alloc_in(ZONE_DMA32, 8), pfn[0]);
}
END_TEST

/* ---- resize ---------------------------------------------------------------
 */

START_TEST(test_resize_grows_into_free_pages)
{
	pfn_t pfn = alloc_in(ZONE_DMA32, 5);
	uint64_t before = pages_free(ZONE_DMA32);

	ck_assert(page_resize(pfn, 5, 20, &stripes[0]));
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, 20);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), before - 15);
	ck_pages_sound();
	ck_assert(page_resize(pfn, 20, BLOCK_PAGES - 1, &stripes[0]));
	ck_pages_sound();
	free_run(pfn);
	ck_pages_sound();
}
END_TEST

START_TEST(test_resize_grows_a_tail)
{
	uint32_t nr = BLOCK_PAGES + 5;
	pfn_t pfn = alloc_in(ZONE_DMA32, nr);

	ck_assert(page_resize(pfn, nr, nr + 100, &stripes[0]));
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, nr + 100);
	ck_pages_sound();
	free_run(pfn);
	ck_assert_uint_eq(pages_free(ZONE_DMA32),
			  zone_usage(ZONE_DMA32).present);
	ck_pages_sound();
}
END_TEST

START_TEST(test_resize_does_not_grow_over_others)
{
	pfn_t pfn = alloc_in(ZONE_DMA32, 4), next = alloc_in(ZONE_DMA32, 4);
	uint64_t before = pages_free(ZONE_DMA32);

	ck_assert_uint_eq(next, pfn + 4);
	ck_assert(!page_resize(pfn, 4, 5, &stripes[0]));
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, 4);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), before);
	ck_pages_sound();
}
END_TEST

START_TEST(test_resize_does_not_grow_beyond_a_block)
{
	pfn_t pfn = alloc_in(ZONE_DMA32, BLOCK_PAGES - 1);
	pfn_t whole = alloc_in(ZONE_DMA32, BLOCK_PAGES);

	ck_assert(!page_resize(pfn, BLOCK_PAGES - 1, BLOCK_PAGES + 1,
			       &stripes[0]));
	ck_assert(
		!page_resize(whole, BLOCK_PAGES, BLOCK_PAGES + 1, &stripes[0]));
	ck_pages_sound();
}
END_TEST

/* Shrinks a fresh run from one length to another and frees the rest. */
static void shrink_once(uint32_t old_nr, uint32_t new_nr)
{
	pfn_t pfn = alloc_in(ZONE_DMA32, old_nr);
	uint64_t before = pages_free(ZONE_DMA32);

	must(pfn != PFN_NONE);
	*(uint32_t *)pfn_to_addr(pfn + new_nr - 1) = new_nr;
	must(page_resize(pfn, old_nr, new_nr, &stripes[0]));
	must(pfn_to_page(pfn)->nr_pages == new_nr);
	must(load_relaxed(&pfn_to_page(pfn)->flags) == (PG_HEAD | PG_RUN));
	must(pages_free(ZONE_DMA32) == before + old_nr - new_nr);
	must(*(uint32_t *)pfn_to_addr(pfn + new_nr - 1) == new_nr);
	must(!buddy_heap_check(NULL));
	free_run(pfn);
	must(pages_free(ZONE_DMA32) == zone_usage(ZONE_DMA32).present);
	must(!buddy_heap_check(NULL));
	/* So that zeroes need not be looked for all over again. */
	purge_down_to(0, 0);
}

START_TEST(test_resize_shrinks_wherever_the_cut_falls)
{
	static const uint32_t lengths[] = {
		1,
		2,
		40,
		BLOCK_PAGES - 1,
		BLOCK_PAGES,
		BLOCK_PAGES + 1,
		BLOCK_PAGES + 77,
		2 * BLOCK_PAGES,
		2 * BLOCK_PAGES + 3,
		3 * BLOCK_PAGES - 1,
	};

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		for (size_t j = 0; j < i; j++)
			shrink_once(lengths[i], lengths[j]);
}
END_TEST

START_TEST(test_resize_to_the_same_length)
{
	pfn_t pfn = alloc_in(ZONE_DMA32, BLOCK_PAGES + 3);

	ck_assert(page_resize(pfn, BLOCK_PAGES + 3, BLOCK_PAGES + 3,
			      &stripes[0]));
	ck_assert_uint_eq(pfn_to_page(pfn)->nr_pages, BLOCK_PAGES + 3);
	ck_pages_sound();
}
END_TEST

enum { RUNS = 24, STEPS = 600 };

/* A run carries its number in its first and its last page. */
struct held {
	pfn_t pfn;
	uint32_t nr;
};

static void stamp(const struct held *h)
{
	*(pfn_t *)pfn_to_addr(h->pfn) = h->pfn;
	*(pfn_t *)pfn_to_addr(h->pfn + h->nr - 1) = h->pfn;
}

static void step(struct rng *rng, struct held *h)
{
	uint32_t nr = 1 + (uint32_t)rng_size(rng, 2 * BLOCK_PAGES);
	struct page_request rq = {
		.nr_pages = nr,
		.align_order = (unsigned)rng_below(rng, 4),
		.zone = rng_below(rng, NR_ZONES),
		.home = &stripes[rng_below(rng, stripes_open())],
		.clean = rng_below(rng, 2),
	};

	if (h->nr) {
		must(*(pfn_t *)pfn_to_addr(h->pfn) == h->pfn);
		must(h->nr == pfn_to_page(h->pfn)->nr_pages);
	}
	if (!h->nr) {
		h->pfn = alloc_as(&rq);
		h->nr = h->pfn == PFN_NONE ? 0 : nr;
	} else if (rng_below(rng, 2) == 0) {
		if (page_resize(h->pfn, h->nr, nr, rq.home))
			h->nr = nr;
		else
			must(nr > h->nr);
	} else {
		page_free(h->pfn, h->nr, h->nr);
		h->nr = 0;
	}
	if (h->nr)
		stamp(h);
}

START_TEST(test_random_runs_keep_the_heap_sound)
{
	struct rng rng = rng_seeded(__func__);
	struct held held[RUNS] = { 0 };

	while (stripes_open() < stripes_max())
		stripe_join();
	for (int i = 0; i < STEPS; i++) {
		step(&rng, &held[rng_below(&rng, RUNS)]);
		if (i % 50 == 0)
			ck_pages_sound();
	}
	for (int i = 0; i < RUNS; i++)
		if (held[i].nr)
			page_free(held[i].pfn, held[i].nr, held[i].nr);
	for (unsigned z = 0; z < NR_ZONES; z++)
		ck_assert_uint_eq(zone_usage(z).free, zone_usage(z).present);
	ck_pages_sound();
}
END_TEST

enum { FILL_RUNS = SMALL_PAGES, FILL_STEPS = 20000, FILL_PERCENT = 90 };

/* Pages in use in all zones. */
static uint64_t in_use(void)
{
	uint64_t sum = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		sum += zone_usage(z).present - zone_usage(z).free;
	return sum;
}

/*
 * Frees runs at random and takes others until one does not fit, over and over:
 * what is then in use is what the arena can hold.
 */
START_TEST(test_runs_of_any_length_fill_the_arena)
{
	struct rng rng = rng_seeded(__func__);
	struct held held[FILL_RUNS];
	unsigned n = 0, full = 0;
	uint64_t sum = 0;

	for (int i = 0; i < FILL_STEPS; i++) {
		uint32_t nr = 1 + (uint32_t)rng_size(&rng, BLOCK_PAGES - 2);
		pfn_t pfn = alloc_in(ZONE_DMA32, nr);

		must(n < FILL_RUNS);
		if (pfn != PFN_NONE) {
			held[n++] = (struct held){ pfn, nr };
			continue;
		}
		full++;
		sum += in_use();
		pfn = (pfn_t)rng_below(&rng, n);
		free_run(held[pfn].pfn);
		held[pfn] = held[--n];
	}
	ck_pages_sound();
	ck_assert_uint_gt(full, 0);
	ck_assert_uint_ge(sum * 100,
			  (uint64_t)FILL_PERCENT * full * arena.nr_pages);
}
END_TEST

static Suite *page_alloc_suite(void)
{
	Suite *s = suite_create("page_alloc");
	TCase *core = suite_case(s, "core", setup_64m);
	TCase *medium = suite_case(s, "core", setup_256m);
	TCase *large = suite_case(s, "core", setup_8g);
	TCase *two = suite_case(s, "core", setup_two_stripes);
	TCase *limits = suite_case(s, "limits", setup_64m);
	TCase *concurrency = suite_case(s, "concurrency", setup_two_stripes);

	tcase_add_test(core, test_alloc_types_the_first_page);
	tcase_add_test(core, test_alloc_falls_back_zone_by_zone);
	tcase_add_test(core, test_alloc_without_fallback);
	tcase_add_test(core, test_alloc_asks_the_own_caches_then_all);
	tcase_add_test(core, test_clean_requests_find_zeroes);
	tcase_add_test(core, test_resize_grows_into_free_pages);
	tcase_add_test(core, test_resize_grows_a_tail);
	tcase_add_test(core, test_resize_does_not_grow_over_others);
	tcase_add_test(core, test_resize_to_the_same_length);
	tcase_add_test(medium, test_runs_longer_than_a_block);
	tcase_add_test(medium, test_free_marks_what_was_written);
	tcase_add_test(medium, test_resize_does_not_grow_beyond_a_block);
	tcase_add_test(medium, test_resize_shrinks_wherever_the_cut_falls);
	tcase_add_test(medium, test_alignment_of_any_order);
	tcase_add_test(medium, test_runs_of_any_length_fill_the_arena);
	tcase_add_test(large, test_alloc_prefers_its_zone);
	tcase_add_test(large,
		       test_lowmem_reserve_keeps_low_zones_for_their_own);
	tcase_add_test(large, test_watermark_ok_is_the_kernels_check);
	tcase_add_test(large, test_random_runs_keep_the_heap_sound);
	tcase_add_test(two, test_alloc_takes_from_other_stripes);
	tcase_add_test(two, test_random_runs_keep_the_heap_sound);
	tcase_add_test(limits, test_alloc_recovers_from_exhaustion);
	tcase_add_test(limits, test_alloc_larger_than_the_arena);
	tcase_add_test(limits, test_S1_runs_stay_in_their_zone);
	tcase_add_test(limits, test_alignment_that_cannot_be_had);
	tcase_add_test(concurrency,
		       test_alloc_waits_for_the_last_stripe_before_it_fails);
	return s;
}

int main(void)
{
	return suite_run(page_alloc_suite());
}
