/* SPDX-License-Identifier: MIT */
/*
 * unit/check_pcp.c - a thread's page cache: what it parks, and its bounds
 */
#include "slab/pcp.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

static struct pcp pcp;
static struct stripe *home;

static void setup(void)
{
	pages_setup_64m();
	pcp_init(&pcp);
	home = &stripes[0];
}

static pfn_t alloc(uint32_t nr)
{
	struct page_request rq = { .nr_pages = nr,
				   .zone = zone_highest,
				   .kind = PG_RUN,
				   .home = home };
	pfn_t pfn = pcp_alloc(&pcp, nr, home);

	if (pfn == PFN_NONE)
		pfn = page_alloc(&rq);
	must(pfn != PFN_NONE);
	must(pfn_to_page(pfn)->nr_pages == nr);
	must(load_relaxed(&pfn_to_page(pfn)->flags) == (PG_HEAD | PG_RUN));
	return pfn;
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
	ck_assert_uint_eq(pcp_alloc(&pcp, 1, home), PFN_NONE);
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, home), PFN_NONE);
	pcp_drain(&pcp);
}
END_TEST

START_TEST(test_pcp_gives_back_what_was_freed_last)
{
	for (uint32_t nr = 1; nr <= 8; nr *= 2) {
		pfn_t a = alloc(nr), b = alloc(nr);

		ck_assert(pcp_free(&pcp, a, nr));
		ck_assert(pcp_free(&pcp, b, nr));
		ck_assert_uint_eq(pcp_alloc(&pcp, nr, home), b);
		ck_assert_uint_eq(pcp_alloc(&pcp, nr, home), a);
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
	ck_assert_uint_eq(pcp_alloc(&pcp, 2, home), pfn);
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
	ck_assert_uint_eq(pcp_alloc(&pcp, 10, home), PFN_NONE);
	ck_assert_uint_eq(pcp_alloc(&pcp, 11, home), a);
	ck_assert_uint_eq(pcp_alloc(&pcp, 5, home), b);
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

START_TEST(test_pcp_high_grows_with_misses)
{
	uint32_t high = pcp.high;

	ck_assert_uint_eq(high, PCP_HIGH_MIN);
	for (int i = 0; i < 1000; i++) {
		ck_assert_uint_eq(pcp_alloc(&pcp, 40, home), PFN_NONE);
		ck_assert_uint_ge(pcp.high, high);
		high = pcp.high;
	}
	ck_assert_uint_eq(high, PCP_HIGH_MAX);
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
	pfn_t pfn[PCP_RUNS + 2];

	pcp.high = PCP_HIGH_MAX;
	for (int i = 0; i < PCP_RUNS + 2; i++)
		pfn[i] = alloc(17);
	for (int i = 0; i < PCP_RUNS + 2; i++) {
		ck_assert(pcp_free(&pcp, pfn[i], 17));
		ck_assert_uint_le(count(), pcp.high);
	}
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, home), pfn[PCP_RUNS + 1]);
	for (int i = PCP_RUNS; i > 1; i--)
		ck_assert_uint_eq(pcp_alloc(&pcp, 17, home), pfn[i]);
	ck_assert_uint_eq(pcp_alloc(&pcp, 17, home), PFN_NONE);
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
	ck_assert_uint_eq(pcp_alloc(&pcp, 1, home), PFN_NONE);
	lock_release(&pcp.lock);
	ck_assert(pcp_free(&pcp, pfn, 1));
}
END_TEST

enum { RUNS = 40, STEPS = 20000 };

static void random_step(struct rng *rng, pfn_t *held)
{
	if (*held != PFN_NONE) {
		must(*(pfn_t *)pfn_to_addr(*held) == *held);
		park_or_free(*held);
		*held = PFN_NONE;
	} else {
		*held = alloc(1 + (uint32_t)rng_size(rng, 40));
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
		*slot = alloc(1 + (uint32_t)rng_size(&rng, 20));
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
	tcase_add_test(core, test_pcp_high_grows_with_misses);
	tcase_add_test(core,
		       test_pcp_keeps_nothing_of_a_thread_that_only_frees);
	tcase_add_test(limits, test_pcp_refuses_what_is_larger_than_high);
	tcase_add_test(limits, test_pcp_gives_up_on_a_held_lock);
	tcase_add_test(limits, test_P1_overflow_gives_the_oldest_back);
	tcase_add_test(limits, test_P1_stacks_are_bounded);
	tcase_add_test(limits, test_P1_holds_at_every_step);
	tcase_add_test(concurrency, test_others_drain_while_the_owner_works);
	return s;
}

int main(void)
{
	return suite_run(pcp_suite());
}
