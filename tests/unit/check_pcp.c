/* SPDX-License-Identifier: MIT */
/*
 * unit/check_pcp.c - a thread's page cache: what it parks, and its bounds
 */
#include "slab/pcp.h"
#include "slab/pcp_high.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

static struct pcp pcp;
static struct stripe *home;

static void setup(void)
{
	pages_setup_256m();
	pcp_init(&pcp);
	home = &stripes[0];
}

static pfn_t alloc_aligned(uint32_t nr, unsigned order)
{
	struct page_request rq = { .nr_pages = nr,
				   .align_order = order,
				   .zone = zone_highest,
				   .kind = PG_RUN,
				   .home = home };
	pfn_t pfn = pcp_alloc(&pcp, nr, order, home);

	if (pfn == PFN_NONE)
		pfn = page_alloc(&rq);
	must(pfn != PFN_NONE && is_aligned(pfn, (size_t)1 << order));
	must(pfn_to_page(pfn)->nr_pages == nr);
	must(load_relaxed(&pfn_to_page(pfn)->flags) == (PG_HEAD | PG_RUN));
	return pfn;
}

static pfn_t alloc(uint32_t nr)
{
	return alloc_aligned(nr, 0);
}

static void park_or_free(pfn_t pfn)
{
	uint32_t nr = pfn_to_page(pfn)->nr_pages;

	if (nr > PCP_RUN_PAGES || !pcp_free(&pcp, pfn, nr))
		page_free(pfn, nr, nr);
}

static uint32_t count(void)
{
	return load_relaxed(&pcp.count);
}

/* Pages of the zone that are neither free nor parked. */
static uint64_t in_use(void)
{
	struct zone_usage u = zone_usage(zone_highest);

	return u.present - u.free - count();
}

START_TEST(test_pcp_starts_empty)
{
	ck_assert_uint_eq(count(), 0);
	ck_assert_uint_eq(pcp_alloc(&pcp, 1, 0, home), PFN_NONE);
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, 0, home), PFN_NONE);
	pcp_drain(&pcp);
}
END_TEST

START_TEST(test_pcp_gives_back_what_was_freed_last)
{
	for (uint32_t nr = 1; nr <= 8; nr *= 2) {
		pfn_t a = alloc(nr), b = alloc(nr);

		ck_assert(pcp_free(&pcp, a, nr));
		ck_assert(pcp_free(&pcp, b, nr));
		ck_assert_uint_eq(pcp_alloc(&pcp, nr, 0, home), b);
		ck_assert_uint_eq(pcp_alloc(&pcp, nr, 0, home), a);
		page_free(a, nr, nr);
		page_free(b, nr, nr);
		pcp_drain(&pcp);
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_marks_what_it_parks)
{
	pfn_t pfn = alloc(2);

	ck_assert(pcp_free(&pcp, pfn, 2));
	ck_assert_uint_eq(load_relaxed(&pfn_to_page(pfn)->flags),
			  PG_HEAD | PG_RUN | PG_PCP);
	ck_assert_uint_eq(count(), 2);
	ck_assert_uint_eq(pcp_alloc(&pcp, 2, 0, home), pfn);
	ck_assert_uint_eq(load_relaxed(&pfn_to_page(pfn)->flags),
			  PG_HEAD | PG_RUN);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_parks_runs_of_exact_lengths)
{
	pfn_t a = alloc(11), b = alloc(5);

	pcp.high = PCP_HIGH_MAX;
	ck_assert(pcp_free(&pcp, a, 11));
	ck_assert(pcp_free(&pcp, b, 5));
	ck_assert_uint_eq(pcp_alloc(&pcp, 10, 0, home), PFN_NONE);
	ck_assert_uint_eq(pcp_alloc(&pcp, 11, 0, home), a);
	ck_assert_uint_eq(pcp_alloc(&pcp, 5, 0, home), b);
	ck_assert_uint_eq(count(), 0);
}
END_TEST

START_TEST(test_pcp_fetches_several_blocks)
{
	uint32_t most = 0;

	for (unsigned i = 1; i <= 40; i++) {
		alloc(1);
		ck_assert_uint_eq(in_use(), i);
		ck_assert_uint_le(count(), pcp.high);
		most = count() > most ? count() : most;
	}
	/* It had more at hand than it was asked for. */
	ck_assert_uint_gt(most, 1);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_drain_gives_everything_back)
{
	pfn_t pfn[8];

	pcp.high = PCP_HIGH_MAX;
	for (uint32_t i = 0; i < 8; i++)
		pfn[i] = alloc(1 + i * i);
	for (uint32_t i = 0; i < 8; i++)
		ck_assert(pcp_free(&pcp, pfn[i], 1 + i * i));
	ck_assert_uint_gt(count(), 0);

	pcp_drain(&pcp);
	ck_assert_uint_eq(count(), 0);
	ck_assert_uint_eq(pcp.high, PCP_HIGH_MIN);
	ck_assert_uint_eq(pages_free(zone_highest),
			  zone_usage(zone_highest).present);
	ck_pages_sound();
}
END_TEST

/* So much is in use that it does not matter what is parked. */
static void make_large(void)
{
	struct page_request rq = { .nr_pages = HIGH_BUDGET_SHARE * PCP_HIGH_MAX,
				   .zone = zone_highest,
				   .kind = PG_RUN,
				   .home = home };

	must(page_alloc(&rq) != PFN_NONE);
}

/* One round of a program that uses a run of each length at the same time. */
static unsigned round_of(const uint32_t *length, unsigned n)
{
	pfn_t pfn[PARKED_RUNS];
	unsigned hits = 0;

	for (unsigned i = 0; i < n; i++) {
		pfn[i] = pcp_alloc(&pcp, length[i], 0, home);
		hits += pfn[i] != PFN_NONE;
		if (pfn[i] == PFN_NONE)
			pfn[i] = page_alloc(
				&(struct page_request){ .nr_pages = length[i],
							.zone = zone_highest,
							.kind = PG_RUN,
							.home = home });
		must(pfn[i] != PFN_NONE);
	}
	for (unsigned i = 0; i < n; i++)
		park_or_free(pfn[i]);
	return hits;
}

/* Rounds that make a habit: it is freed, then recalled once too often. */
static void make_habit(const uint32_t *length, unsigned n)
{
	for (unsigned i = 0; i < 1 + PARKED_HABIT + 1; i++)
		round_of(length, n);
}

START_TEST(test_pcp_keeps_what_comes_and_goes)
{
	static const uint32_t length[] = { 9, 17, 40, 100, PCP_RUN_PAGES };

	for (unsigned i = 0; i < ARRAY_SIZE(length); i++) {
		pcp_drain(&pcp);
		make_habit(&length[i], 1);
		for (int n = 0; n < 3 * PARKED_STALE; n++)
			must(round_of(&length[i], 1) == 1);
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_keeps_many_lengths)
{
	static const uint32_t length[] = { 4 * 3, 5,  6,  60, 7,  59,
					   9,	  11, 40, 33, 50, 64 };

	make_large();
	make_habit(length, ARRAY_SIZE(length));
	for (int n = 0; n < 100; n++)
		must(round_of(length, ARRAY_SIZE(length)) ==
		     ARRAY_SIZE(length));
	ck_pages_sound();
}
END_TEST

/* With next to nothing in use, a cache is worth one run. */
START_TEST(test_pcp_parks_a_share_of_what_is_in_use)
{
	static const uint32_t length[] = { 100, 101, 102, 103, 104, 105 };

	for (int n = 0; n < 20; n++) {
		round_of(length, ARRAY_SIZE(length));
		must(count() <= 105 + 621 / HIGH_BUDGET_SHARE);
	}
	make_large();
	for (int n = 0; n < 20; n++)
		round_of(length, ARRAY_SIZE(length));
	ck_assert_uint_eq(round_of(length, ARRAY_SIZE(length)),
			  ARRAY_SIZE(length));
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_keeps_next_to_nothing_of_what_grows)
{
	pfn_t pfn = alloc(9);

	for (uint32_t nr = 10; nr <= PCP_RUN_PAGES; nr += nr / 2) {
		pfn_t old = pfn;

		pfn = alloc(nr);
		park_or_free(old);
		ck_assert_uint_le(count(), PCP_HIGH_MIN);
	}
	park_or_free(pfn);
	ck_assert_uint_le(count(), PCP_HIGH_MIN);
	ck_assert_uint_eq(pcp.high, PCP_HIGH_MIN);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_gives_up_what_lies_unused)
{
	static const uint32_t length[] = { 100, 30 };

	make_large();
	make_habit(length, 2);
	ck_assert_uint_eq(count(), length[0] + length[1]);
	for (int n = 0; n <= PARKED_STALE; n++)
		round_of(&length[1], 1);
	ck_assert_uint_eq(count(), length[1]);
	ck_assert_uint_lt(pcp.high, length[0]);
	ck_pages_sound();
}
END_TEST

/* High is lowered on the way: what is then too long must not be waited for. */
START_TEST(test_P1_a_long_run_meets_many_short_ones)
{
	pfn_t pfn[PARKED_RUNS], last = alloc(PCP_RUN_PAGES);

	for (int i = 0; i < PARKED_RUNS; i++)
		pfn[i] = alloc(25);
	pcp.high = PCP_RUN_PAGES;
	for (int i = 0; i < PARKED_RUNS; i++)
		ck_assert(pcp_free(&pcp, pfn[i], 25));
	park_or_free(last);
	ck_assert_uint_le(count(), pcp.high);
	ck_assert_uint_eq(in_use(), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_vain_requests_lower_high)
{
	pcp.high = PCP_HIGH_MAX;
	for (int n = 0; n < 100; n++)
		ck_assert_uint_eq(pcp_alloc(&pcp, 33, 0, home), PFN_NONE);
	/* What is left is less than the share that a request costs. */
	ck_assert_uint_lt(pcp.high, 2 * PCP_HIGH_MIN);
}
END_TEST

START_TEST(test_pcp_runs_are_aligned_as_asked)
{
	pfn_t a = alloc(32), odd = alloc(17), b = alloc(32);

	pcp.high = PCP_HIGH_MAX;
	/* 17 pages take a block of 32 and leave 15: b is aligned to 32. */
	ck_assert(pcp_free(&pcp, odd, 17));
	ck_assert(page_resize(b, 32, 16, home));
	ck_assert(pcp_free(&pcp, a, 32));
	ck_assert(pcp_free(&pcp, b, 16));
	for (unsigned order = MAX_ORDER; order > 5; order--)
		if (!is_aligned(a, (size_t)1 << order))
			ck_assert_uint_eq(pcp_alloc(&pcp, 32, order, home),
					  PFN_NONE);
	ck_assert_uint_eq(pcp_alloc(&pcp, 32, 5, home), a);
	ck_assert_uint_eq(pcp_alloc(&pcp, 16, 4, home), b);
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, 5, home), odd);
	ck_pages_sound();
}
END_TEST

/* A run that grew in place need not be aligned to its new length. */
START_TEST(test_pcp_blocks_are_aligned_as_asked)
{
	pfn_t pfn = alloc(8);

	ck_assert(page_resize(pfn, 8, 1, home));
	ck_assert(pcp_free(&pcp, pfn, 1));
	for (unsigned order = 0; order <= MAX_ORDER; order++) {
		pfn_t got = pcp_alloc(&pcp, 1, order, home);

		ck_assert_int_eq(got != PFN_NONE,
				 is_aligned(pfn, (size_t)1 << order));
		if (got != PFN_NONE)
			park_or_free(got);
	}
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_keeps_nothing_of_a_thread_that_only_frees)
{
	pfn_t pfn[64];
	struct page_request rq = { .nr_pages = 8,
				   .zone = zone_highest,
				   .kind = PG_RUN,
				   .home = home };

	for (int i = 0; i < 64; i++)
		pfn[i] = page_alloc(&rq);
	for (int i = 0; i < 64; i++)
		park_or_free(pfn[i]);
	ck_assert_uint_le(count(), PCP_HIGH_MIN);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_refuses_what_is_larger_than_high)
{
	pfn_t pfn = alloc(PCP_HIGH_MIN + 1);

	pcp_drain(&pcp);
	ck_assert(!pcp_free(&pcp, pfn, PCP_HIGH_MIN + 1));
	ck_assert_uint_eq(count(), 0);
	page_free(pfn, PCP_HIGH_MIN + 1, 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_P1_overflow_gives_the_oldest_back)
{
	pfn_t pfn[PARKED_RUNS + 2];

	for (int i = 0; i < PARKED_RUNS + 2; i++)
		pfn[i] = alloc(17);
	pcp.high = PCP_HIGH_MAX;
	for (int i = 0; i < PARKED_RUNS + 2; i++) {
		ck_assert(pcp_free(&pcp, pfn[i], 17));
		ck_assert_uint_le(count(), pcp.high);
	}
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, 0, home), pfn[PARKED_RUNS + 1]);
	for (int i = PARKED_RUNS; i > 1; i--)
		ck_assert_uint_eq(pcp_alloc(&pcp, 17, 0, home), pfn[i]);
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, 0, home), PFN_NONE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_P1_stacks_are_bounded)
{
	static pfn_t pfn[4 * PCP_DEPTH];

	for (int i = 0; i < 4 * PCP_DEPTH; i++)
		pfn[i] = alloc(1);
	pcp.high = PCP_HIGH_MAX;
	for (int i = 0; i < 4 * PCP_DEPTH; i++) {
		park_or_free(pfn[i]);
		ck_assert_uint_le(count(), PCP_DEPTH);
	}
	ck_assert_uint_eq(in_use(), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pcp_gives_up_on_a_held_lock)
{
	pfn_t pfn = alloc(1);

	lock_acquire(&pcp.lock);
	ck_assert(!pcp_free(&pcp, pfn, 1));
	ck_assert_uint_eq(pcp_alloc(&pcp, 1, 0, home), PFN_NONE);
	lock_release(&pcp.lock);
	ck_assert(pcp_free(&pcp, pfn, 1));
}
END_TEST

enum { RUNS = 40, STEPS = 20000 };

/* Of few lengths, small ones and the longest too, so that many come back. */
static uint32_t random_length(struct rng *rng)
{
	static const uint32_t length[] = { 1,  2,   4,
					   8,  3,   9,
					   16, 100, PCP_RUN_PAGES };

	if (rng_below(rng, 2))
		return 1 + (uint32_t)rng_size(rng, 40);
	return length[rng_below(rng, ARRAY_SIZE(length))];
}

static void random_step(struct rng *rng, pfn_t *held)
{
	if (*held != PFN_NONE) {
		must(*(pfn_t *)pfn_to_addr(*held) == *held);
		park_or_free(*held);
		*held = PFN_NONE;
	} else {
		*held = alloc_aligned(random_length(rng), rng_below(rng, 8));
		*(pfn_t *)pfn_to_addr(*held) = *held;
	}
	must(count() <= pcp.high && pcp.high <= PCP_HIGH_MAX); /* P1 */
}

START_TEST(test_P1_holds_at_every_step)
{
	struct rng rng = rng_seeded(__func__);
	pfn_t held[RUNS];

	for (int i = 0; i < RUNS; i++)
		held[i] = PFN_NONE;
	for (int i = 0; i < STEPS; i++) {
		random_step(&rng, &held[rng_below(&rng, RUNS)]);
		if (i % 3000 == 0)
			pcp_drain(&pcp);
	}
	for (int i = 0; i < RUNS; i++)
		if (held[i] != PFN_NONE)
			park_or_free(held[i]);
	ck_assert_uint_eq(in_use(), 0);
	pcp_drain(&pcp);
	ck_pages_sound();
}
END_TEST

/* Thread 0 owns the page cache; the others drain it all the time. */
static void use_or_drain(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);
	pfn_t held[RUNS];

	if (i) {
		for (int n = 0; n < STEPS / 20; n++)
			pcp_drain(&pcp);
		return;
	}
	for (int n = 0; n < RUNS; n++)
		held[n] = PFN_NONE;
	for (int n = 0; n < STEPS; n++) {
		pfn_t *slot = &held[rng_below(&rng, RUNS)];

		if (*slot != PFN_NONE)
			park_or_free(*slot);
		*slot = alloc(random_length(&rng));
	}
	for (int n = 0; n < RUNS; n++)
		if (held[n] != PFN_NONE)
			park_or_free(held[n]);
}

START_TEST(test_others_drain_while_the_owner_works)
{
	struct rng rng = rng_seeded(__func__);

	threads_run(3, use_or_drain, &rng);
	pcp_drain(&pcp);
	ck_assert_uint_eq(count(), 0);
	ck_assert_uint_eq(pages_free(zone_highest),
			  zone_usage(zone_highest).present);
	ck_pages_sound();
}
END_TEST

static Suite *pcp_suite(void)
{
	Suite *s = suite_create("pcp");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *concurrency = suite_case(s, "concurrency", setup);

	tcase_add_test(core, test_pcp_starts_empty);
	tcase_add_test(core, test_pcp_gives_back_what_was_freed_last);
	tcase_add_test(core, test_pcp_marks_what_it_parks);
	tcase_add_test(core, test_pcp_parks_runs_of_exact_lengths);
	tcase_add_test(core, test_pcp_fetches_several_blocks);
	tcase_add_test(core, test_pcp_drain_gives_everything_back);
	tcase_add_test(core, test_pcp_keeps_what_comes_and_goes);
	tcase_add_test(core, test_pcp_keeps_many_lengths);
	tcase_add_test(core, test_pcp_parks_a_share_of_what_is_in_use);
	tcase_add_test(core, test_pcp_keeps_next_to_nothing_of_what_grows);
	tcase_add_test(core, test_pcp_gives_up_what_lies_unused);
	tcase_add_test(core, test_pcp_vain_requests_lower_high);
	tcase_add_test(core, test_pcp_runs_are_aligned_as_asked);
	tcase_add_test(core, test_pcp_blocks_are_aligned_as_asked);
	tcase_add_test(core,
		       test_pcp_keeps_nothing_of_a_thread_that_only_frees);
	tcase_add_test(limits, test_pcp_refuses_what_is_larger_than_high);
	tcase_add_test(limits, test_pcp_gives_up_on_a_held_lock);
	tcase_add_test(limits, test_P1_overflow_gives_the_oldest_back);
	tcase_add_test(limits, test_P1_a_long_run_meets_many_short_ones);
	tcase_add_test(limits, test_P1_stacks_are_bounded);
	tcase_add_test(limits, test_P1_holds_at_every_step);
	tcase_add_test(concurrency, test_others_drain_while_the_owner_works);
	return s;
}

int main(void)
{
	return suite_run(pcp_suite());
}
