/* SPDX-License-Identifier: MIT */
/*
 * unit/check_zone.c - zones as pools of whole blocks
 */
#include "harden/harden.h"
#include "support/inject.h"
#include "support/pages.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>

enum { DMA_BLOCKS = 4096 / BLOCK_PAGES };

static struct zone *const dma32 = &zones[ZONE_DMA32];

static uint32_t spanned(const struct zone *zone)
{
	return zone->end - zone->start;
}

static uint32_t present(const struct zone *zone)
{
	return load_relaxed(&zone->frontier) - zone->start;
}

/* Takes n blocks one by one. */
static void take_each(struct zone *zone, pfn_t *pfn, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		pfn[i] = zone_take(zone, 1, 1, false);
		ck_assert_uint_ne(pfn[i], PFN_NONE);
	}
}

START_TEST(test_64_mib_have_dma_and_dma32_only)
{
	ck_assert(zone_populated(&zones[ZONE_DMA]));
	ck_assert(zone_populated(&zones[ZONE_DMA32]));
	ck_assert(!zone_populated(&zones[ZONE_NORMAL]));
	ck_assert_int_eq(zone_highest, ZONE_DMA32);
	ck_assert_uint_eq(spanned(&zones[ZONE_DMA]), 4096);
	ck_assert_uint_eq(spanned(&zones[ZONE_DMA32]), 12288);
	ck_assert_str_eq(zones[ZONE_DMA].name, "DMA");
	ck_assert_str_eq(zones[ZONE_DMA32].name, "DMA32");
	ck_assert_str_eq(zones[ZONE_NORMAL].name, "Normal");
}
END_TEST

START_TEST(test_8_gib_have_all_zones)
{
	ck_assert_uint_eq(spanned(&zones[ZONE_DMA]), 4096);
	ck_assert_uint_eq(spanned(&zones[ZONE_DMA32]), 1048576 - 4096);
	ck_assert_uint_eq(spanned(&zones[ZONE_NORMAL]), 1048576);
	ck_assert_int_eq(zone_highest, ZONE_NORMAL);
	ck_assert_int_eq(zone_of(0), ZONE_DMA);
	ck_assert_int_eq(zone_of(4095), ZONE_DMA);
	ck_assert_int_eq(zone_of(4096), ZONE_DMA32);
	ck_assert_int_eq(zone_of(1048575), ZONE_DMA32);
	ck_assert_int_eq(zone_of(1048576), ZONE_NORMAL);
}
END_TEST

START_TEST(test_one_block_is_all_dma)
{
	pages_make(BLOCK_BYTES, 1);
	ck_assert_int_eq(zone_highest, ZONE_DMA);
	ck_assert(!zone_populated(dma32));
	ck_assert_uint_eq(zone_take(&zones[ZONE_DMA], 1, 1, false), 0);
	ck_assert_uint_eq(zone_take(&zones[ZONE_DMA], 1, 1, false), PFN_NONE);
	zone_put(0, 1);
	ck_pages_sound();
}
END_TEST

START_TEST(test_zones_have_the_formulas_marks)
{
	uint32_t managed[NR_ZONES];
	static const uint32_t ratio[NR_ZONES] = { 256, 256, 32 };
	struct watermarks w;

	for (unsigned z = 0; z < NR_ZONES; z++)
		managed[z] = spanned(&zones[z]);
	w = watermarks_compute(managed, 0, ratio);
	for (unsigned z = 0; z < NR_ZONES; z++) {
		for (unsigned m = 0; m < NR_WMARKS; m++)
			ck_assert_uint_eq(zones[z].mark[m], w.mark[z][m]);
		for (unsigned h = 0; h < NR_ZONES; h++)
			ck_assert_uint_eq(zones[z].reserve[h], w.reserve[z][h]);
	}
}
END_TEST

START_TEST(test_S1_zone_edges_are_block_edges)
{
	for (unsigned z = 0; z < NR_ZONES; z++) {
		ck_assert(is_aligned(zones[z].start, BLOCK_PAGES));
		ck_assert(is_aligned(zones[z].end, BLOCK_PAGES));
	}
}
END_TEST

START_TEST(test_nothing_is_present_at_first)
{
	for (unsigned z = 0; z < NR_ZONES; z++)
		ck_assert_uint_eq(present(&zones[z]), 0);
	ck_assert(!zone_present(0));
	ck_assert(!zone_present(arena.nr_pages - 1));
	ck_assert(!probe_readable(pfn_to_addr(0)));
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_makes_blocks_present)
{
	pfn_t pfn = zone_take(dma32, 1, 1, false);

	ck_assert_uint_eq(pfn, dma32->start);
	ck_assert(zone_present(pfn));
	ck_assert(zone_present(pfn + BLOCK_PAGES - 1));
	ck_assert(!zone_present(0));
	ck_assert(probe_zero(pfn_to_addr(pfn), BLOCK_BYTES));
	ck_assert(probe_writable(pfn_to_addr(pfn)));
	ck_assert_uint_ge(present(dma32), BLOCK_PAGES);
	ck_assert_int_eq(load_relaxed(&pfn_to_block(pfn)->state), BLOCK_WHOLE);
	ck_assert_uint_eq(pfn_to_block(pfn)->run_pfn, pfn);
}
END_TEST

START_TEST(test_take_is_lowest_first)
{
	pfn_t pfn[4];

	take_each(dma32, pfn, 4);
	for (unsigned i = 1; i < 4; i++)
		ck_assert_uint_eq(pfn[i], pfn[0] + i * BLOCK_PAGES);
	zone_put(pfn[2], 1);
	zone_put(pfn[0], 1);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), pfn[0]);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), pfn[2]);
}
END_TEST

START_TEST(test_put_returns_blocks_to_the_pool)
{
	pfn_t pfn = zone_take(dma32, 2, 1, false);
	uint64_t before = pages_free(ZONE_DMA32);

	zone_put(pfn, 2);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), before + 2 * BLOCK_PAGES);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), present(dma32));
	ck_assert_int_eq(load_relaxed(&pfn_to_block(pfn)->state), BLOCK_POOL);
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_several_in_a_row)
{
	pfn_t one[6], pfn;

	take_each(dma32, one, 6);
	zone_put(one[1], 1);
	zone_put(one[3], 1);
	zone_put(one[4], 1);

	pfn = zone_take(dma32, 2, 1, false);
	ck_assert_uint_eq(pfn, one[3]);
	ck_assert_uint_eq(pfn_to_block(one[4])->run_pfn, one[3]);
	ck_assert_uint_eq(zone_take(dma32, 2, 1, false), one[5] + BLOCK_PAGES);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), one[1]);
}
END_TEST

START_TEST(test_take_a_row_across_the_frontier)
{
	pfn_t pfn[2];
	uint32_t most = spanned(dma32) / BLOCK_PAGES;

	take_each(dma32, pfn, 2);
	zone_put(pfn[1], 1);
	ck_assert_uint_eq(zone_take(dma32, most - 1, 1, false), pfn[1]);
	ck_assert_uint_eq(present(dma32), spanned(dma32));
	ck_assert(probe_writable(pfn_to_addr(dma32->end - 1)));
}
END_TEST

START_TEST(test_take_aligned)
{
	for (size_t align = 1; align <= 4; align *= 2) {
		pfn_t pfn = zone_take(dma32, 1, align, false);

		ck_assert_uint_ne(pfn, PFN_NONE);
		ck_assert(is_aligned((uintptr_t)pfn_to_addr(pfn),
				     align * BLOCK_BYTES));
	}
	ck_assert_uint_eq(zone_take(dma32, 1, (size_t)1 << 30, false),
			  PFN_NONE);
	ck_assert_uint_eq(zone_take(dma32, 1, (size_t)1 << 40, false),
			  PFN_NONE);
}
END_TEST

START_TEST(test_take_clean_passes_over_dirty_blocks)
{
	pfn_t pfn[3];

	take_each(dma32, pfn, 3);
	block_mark(pfn[0] + 7, 1, true);
	for (unsigned i = 0; i < 3; i++)
		zone_put(pfn[i], 1);
	ck_assert_uint_eq(load_relaxed(&dma32->nr_dirty), 1);

	ck_assert_uint_eq(zone_take(dma32, 1, 1, true), pfn[1]);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), pfn[0]);
	ck_assert_uint_eq(load_relaxed(&dma32->nr_dirty), 0);
}
END_TEST

START_TEST(test_take_dirty_takes_nothing_else)
{
	pfn_t pfn[3];

	ck_assert_uint_eq(zone_take_dirty(dma32), PFN_NONE);
	take_each(dma32, pfn, 3);
	block_mark(pfn[1], 5, true);
	for (unsigned i = 0; i < 3; i++)
		zone_put(pfn[i], 1);
	ck_assert_uint_eq(zone_take_dirty(dma32), pfn[1]);
	ck_assert_uint_eq(zone_take_dirty(dma32), PFN_NONE);
	ck_assert_uint_eq(load_relaxed(&dma32->nr_dirty), 0);
}
END_TEST

START_TEST(test_take_prefers_dirty_blocks)
{
	pfn_t pfn[4];

	take_each(dma32, pfn, 4);
	block_mark(pfn[1], 1, true);
	block_mark(pfn[3] + 5, 1, true);
	for (unsigned i = 0; i < 4; i++)
		zone_put(pfn[i], 1);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), pfn[1]);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), pfn[3]);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), pfn[0]);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, true), pfn[2]);
}
END_TEST

START_TEST(test_take_several_prefers_the_dirtiest_place)
{
	pfn_t pfn[8];

	take_each(dma32, pfn, 8);
	block_mark(pfn[3], 9, true);
	block_mark(pfn[5], 5, true);
	block_mark(pfn[6], 5, true);
	for (unsigned i = 0; i < 8; i++)
		if (i != 4)
			zone_put(pfn[i], 1);
	ck_assert_uint_eq(zone_take(dma32, 2, 1, true), pfn[0]);
	ck_assert_uint_eq(zone_take(dma32, 2, 1, false), pfn[5]);
	ck_assert_uint_eq(zone_take(dma32, 2, 1, false), pfn[2]);
	ck_assert_uint_eq(load_relaxed(&dma32->nr_dirty), 0);
}
END_TEST

START_TEST(test_take_dirty_takes_the_highest)
{
	pfn_t pfn[4];

	take_each(dma32, pfn, 4);
	for (unsigned i = 0; i < 4; i++)
		block_mark(pfn[i], 1, i != 3);
	for (unsigned i = 0; i < 4; i++)
		zone_put(pfn[i], 1);
	for (unsigned i = 3; i--;)
		ck_assert_uint_eq(zone_take_dirty(dma32), pfn[i]);
	ck_assert_uint_eq(zone_take_dirty(dma32), PFN_NONE);
}
END_TEST

START_TEST(test_growth_is_in_steps)
{
	uint32_t before = 0, most = (uint32_t)(64 * MIB / PAGE_BYTES);

	while (zone_take(&zones[ZONE_NORMAL], 1, 1, false) != PFN_NONE) {
		uint32_t now = present(&zones[ZONE_NORMAL]);

		if (now != before) {
			/* An eighth more, at least a block, at most 64 MiB. */
			must(now - before <= before / 8 + BLOCK_PAGES);
			must(now - before <= most);
		}
		before = now;
	}
	ck_assert_uint_eq(before, spanned(&zones[ZONE_NORMAL]));
}
END_TEST

START_TEST(test_take_until_the_zone_is_used_up)
{
	struct zone *dma = &zones[ZONE_DMA];

	for (unsigned i = 0; i < DMA_BLOCKS; i++)
		ck_assert_uint_eq(zone_take(dma, 1, 1, false), i * BLOCK_PAGES);
	ck_assert_uint_eq(zone_take(dma, 1, 1, false), PFN_NONE);
	zone_put(BLOCK_PAGES * (DMA_BLOCKS - 1), 1);
	ck_assert_uint_eq(zone_take(dma, 2, 1, false), PFN_NONE);
	ck_assert_uint_eq(zone_take(dma, 1, 1, false),
			  BLOCK_PAGES * (DMA_BLOCKS - 1));
}
END_TEST

START_TEST(test_take_without_commit_fails_and_changes_nothing)
{
	/* Eight: a step and then the exact amount, of four areas each. */
	for (unsigned skip = 0; skip < 4; skip++) {
		inject_fail(OS_COMMIT, skip, 8, ENOMEM);
		ck_assert_uint_eq(zone_take(dma32, 3, 1, false), PFN_NONE);
		ck_assert_uint_eq(present(dma32), 0);
		ck_assert_uint_eq(pages_free(ZONE_DMA32), 0);
	}
	inject_stop();
	ck_assert_uint_eq(zone_take(dma32, 3, 1, false), dma32->start);
	zone_put(dma32->start, 3);
	ck_pages_sound();
}
END_TEST

START_TEST(test_take_settles_for_the_exact_amount)
{
	/* A large zone wants to grow by more than one block. */
	ck_assert_uint_ne(zone_take(dma32, 24, 1, false), PFN_NONE);
	while (pages_free(ZONE_DMA32))
		zone_take(dma32, 1, 1, false);
	inject_fail(OS_COMMIT, 0, 1, ENOMEM);
	ck_assert_uint_ne(zone_take(dma32, 1, 1, false), PFN_NONE);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), 0);
}
END_TEST

/* ---- where places are random ------------------------------------------- */

static void setup_random(void)
{
	harden_decide(HARDEN_RANDOM);
	pages_make(GIB, 1);
}

enum { BLOCKS_MOST = 1024 };

START_TEST(test_random_blocks_are_all_of_the_zone)
{
	static bool taken[BLOCKS_MOST];
	unsigned n = 0, up = 0;
	pfn_t pfn, last = 0;

	while ((pfn = zone_take(dma32, 1, 1, n % 2)) != PFN_NONE) {
		size_t i = (pfn - dma32->start) / BLOCK_PAGES;

		must(i < BLOCKS_MOST && !taken[i]);
		taken[i] = true;
		up += pfn > last;
		last = pfn;
		n++;
	}
	ck_assert_uint_eq(n, spanned(dma32) / BLOCK_PAGES);
	/* Neither one way nor the other, even if it grows by two. */
	ck_assert_uint_ge(up, 2);
	ck_assert_uint_ge(n - up, 2);
	for (unsigned i = 0; i < n; i++)
		zone_put(dma32->start + i * BLOCK_PAGES, 1);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), spanned(dma32));
	ck_pages_sound();
}
END_TEST

START_TEST(test_random_block_that_is_free_is_found)
{
	pfn_t pfn;

	while ((pfn = zone_take(dma32, 1, 1, false)) != PFN_NONE)
		;
	for (pfn = dma32->start; pfn < dma32->end; pfn += BLOCK_PAGES) {
		zone_put(pfn, 1);
		must(zone_take(dma32, 1, 1, false) == pfn);
		must(zone_take(dma32, 1, 1, false) == PFN_NONE);
	}
	ck_pages_sound();
}
END_TEST

/* Also of a few at the end, where each is expected 200 times. */
START_TEST(test_random_blocks_are_uniform)
{
	enum { FEW = 8, EACH = 200, OFF = 120 };
	unsigned seen[FEW] = { 0 };
	pfn_t low, pfn;

	while (zone_take(dma32, 1, 1, false) != PFN_NONE)
		;
	low = dma32->end - FEW * BLOCK_PAGES;
	zone_put(low, FEW);
	for (unsigned i = 0; i < FEW * EACH; i++) {
		pfn = zone_take(dma32, 1, 1, false);
		must(pfn >= low && pfn < dma32->end);
		seen[(pfn - low) / BLOCK_PAGES]++;
		zone_put(pfn, 1);
	}
	for (unsigned i = 0; i < FEW; i++)
		must(seen[i] > EACH - OFF && seen[i] < EACH + OFF);
	ck_pages_sound();
}
END_TEST

/* Rows of blocks go on as they were, between those. */
START_TEST(test_random_blocks_beside_rows)
{
	struct rng rng = rng_seeded(__func__);
	struct {
		pfn_t pfn;
		unsigned nr;
	} held[16] = { { 0 } };

	for (int round = 0; round < 2000; round++) {
		size_t k = rng_below(&rng, ARRAY_SIZE(held));
		unsigned nr = 1 + (unsigned)rng_below(&rng, 3);

		if (held[k].nr) {
			zone_put(held[k].pfn, held[k].nr);
			held[k].nr = 0;
			continue;
		}
		held[k].pfn = zone_take(dma32, nr, 1, round % 2);
		must(held[k].pfn != PFN_NONE);
		held[k].nr = nr;
		for (size_t i = 0; i < ARRAY_SIZE(held); i++)
			must(i == k || !held[i].nr ||
			     held[i].pfn + held[i].nr * BLOCK_PAGES <=
				     held[k].pfn ||
			     held[k].pfn + nr * BLOCK_PAGES <= held[i].pfn);
		if (round % 500 == 0)
			ck_pages_sound();
	}
	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		if (held[i].nr)
			zone_put(held[i].pfn, held[i].nr);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), present(dma32));
	ck_pages_sound();
}
END_TEST

/* When the kernel gives no more, one block is enough. */
START_TEST(test_random_block_settles_for_the_exact_amount)
{
	inject_fail(OS_COMMIT, 0, 1, ENOMEM);
	ck_assert_uint_eq(zone_take(dma32, 1, 1, false), dma32->start);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), 0);
	ck_pages_sound();
}
END_TEST

enum { HELD = 8, ROUNDS = 300 };

/* Takes and puts blocks; the state word shows whether anyone else has it. */
static void shuffle(void *arg, unsigned i)
{
	struct rng rng = rng_derived(arg, i);
	pfn_t held[HELD];

	for (unsigned n = 0; n < HELD; n++)
		held[n] = PFN_NONE;
	for (int round = 0; round < ROUNDS; round++) {
		unsigned n = (unsigned)rng_below(&rng, HELD);

		if (held[n] != PFN_NONE) {
			must(*(pfn_t *)pfn_to_addr(held[n]) == held[n] + i);
			zone_put(held[n], 1);
		}
		held[n] = zone_take(dma32, 1, 1, n % 2);
		must(held[n] != PFN_NONE);
		*(pfn_t *)pfn_to_addr(held[n]) = held[n] + i;
		block_mark(held[n], 1, true);
	}
	for (unsigned n = 0; n < HELD; n++)
		if (held[n] != PFN_NONE)
			zone_put(held[n], 1);
}

START_TEST(test_threads_share_the_pool)
{
	struct rng rng = rng_seeded(__func__);

	threads_run(4, shuffle, &rng);
	ck_assert_uint_eq(pages_free(ZONE_DMA32), present(dma32));
	ck_pages_sound();
}
END_TEST

static Suite *zone_suite(void)
{
	Suite *s = suite_create("zone");
	TCase *core = suite_case(s, "core", pages_setup_64m);
	TCase *large = suite_case(s, "core", pages_setup_8g);
	TCase *medium = suite_case(s, "core", pages_setup_256m);
	TCase *random = suite_case(s, "core", setup_random);
	TCase *limits = suite_case(s, "limits", pages_setup_64m);
	TCase *other = suite_case(s, "limits", NULL);
	TCase *concurrency = suite_case(s, "concurrency", pages_setup_1g);

	tcase_add_test(core, test_64_mib_have_dma_and_dma32_only);
	tcase_add_test(core, test_zones_have_the_formulas_marks);
	tcase_add_test(core, test_S1_zone_edges_are_block_edges);
	tcase_add_test(core, test_nothing_is_present_at_first);
	tcase_add_test(core, test_take_makes_blocks_present);
	tcase_add_test(core, test_put_returns_blocks_to_the_pool);
	tcase_add_test(core, test_take_clean_passes_over_dirty_blocks);
	tcase_add_test(core, test_take_dirty_takes_nothing_else);
	tcase_add_test(medium, test_take_prefers_dirty_blocks);
	tcase_add_test(medium, test_take_several_prefers_the_dirtiest_place);
	tcase_add_test(medium, test_take_dirty_takes_the_highest);
	tcase_add_test(medium, test_take_is_lowest_first);
	tcase_add_test(medium, test_take_several_in_a_row);
	tcase_add_test(medium, test_take_a_row_across_the_frontier);
	tcase_add_test(medium, test_take_aligned);
	tcase_add_test(large, test_8_gib_have_all_zones);
	tcase_add_test(large, test_zones_have_the_formulas_marks);
	tcase_add_test(large, test_S1_zone_edges_are_block_edges);
	tcase_add_test(large, test_growth_is_in_steps);
	tcase_add_test(large, test_take_settles_for_the_exact_amount);
	tcase_add_test(random, test_random_blocks_are_all_of_the_zone);
	tcase_add_test(random, test_random_blocks_are_uniform);
	tcase_add_test(random, test_random_block_that_is_free_is_found);
	tcase_add_test(random, test_random_blocks_beside_rows);
	tcase_add_test(random, test_random_block_settles_for_the_exact_amount);
	tcase_add_test(limits, test_take_until_the_zone_is_used_up);
	tcase_add_test(limits,
		       test_take_without_commit_fails_and_changes_nothing);
	tcase_add_test(other, test_one_block_is_all_dma);
	tcase_add_test(concurrency, test_threads_share_the_pool);
	return s;
}

int main(void)
{
	return suite_run(zone_suite());
}
