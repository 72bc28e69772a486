/* SPDX-License-Identifier: MIT */
/*
 * unit/check_buddy_core.c - split and merge against a naive bitmap model
 *
 * Merging at once makes the free blocks a function of which pages are free:
 * the largest aligned powers of two that fit.  So a bool for each page is
 * model enough, and the map must equal what it decomposes into.
 */
#include "buddy/buddy_core.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"

enum { BLOCKS = 3, PAGES = BLOCKS * BLOCK_PAGES, MAX_RUNS = PAGES };
/* The orders of the examples, from the top down. */
enum { HALF = MAX_ORDER - 1, QUARTER = MAX_ORDER - 2 };

static struct buddy_heap heap;

static struct {
	bool free[PAGES], dirty[PAGES];
	uint32_t free_before[PAGES + 1]; /* prefix sums of free */
	struct {
		pfn_t pfn;
		unsigned nr;
	} run[MAX_RUNS]; /* what is allocated */
	unsigned nr_runs;
} model;

static void setup(void)
{
	ck_assert_int_eq(arena_init(64 * MIB), 0);
	ck_assert_int_eq(arena_commit(0, PAGES), 0);
	for (pfn_t b = 0; b < PAGES; b += BLOCK_PAGES)
		store_relaxed(&pfn_to_block(b)->state, BLOCK_STRIPE);
}

/* A whole part. */
static pfn_t take(unsigned order, bool clean)
{
	return buddy_take(&heap, 1u << order, order, clean);
}

static unsigned nr_free(unsigned order)
{
	return load_relaxed(&heap.nr_parts[order]);
}

/* Free parts of all orders. */
static unsigned nr_parts(void)
{
	unsigned sum = 0;

	for (unsigned o = 0; o < MAX_ORDER; o++)
		sum += nr_free(o);
	return sum;
}

START_TEST(test_heap_starts_empty)
{
	ck_assert_uint_eq(nr_parts(), 0);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		ck_assert_uint_eq(take(o, false), PFN_NONE);
}
END_TEST

START_TEST(test_take_splits_and_keeps_the_lower_half)
{
	buddy_put(&heap, 0, 1u << HALF);

	ck_assert_uint_eq(take(QUARTER - 1, false), 0);
	ck_assert_uint_eq(nr_free(HALF), 0);
	ck_assert_uint_eq(nr_free(QUARTER), 1);
	ck_assert_uint_eq(nr_free(QUARTER - 1), 1);
	ck_assert_uint_eq(nr_parts(), 2);
	ck_assert_uint_eq(load_relaxed(&heap.nr_free),
			  (1u << HALF) - (1u << (QUARTER - 1)));
	ck_assert_uint_eq(load_relaxed(&heap.nr_splits), 2);
	ck_assert_uint_eq(load_relaxed(&heap.nr_merges), 0);
}
END_TEST

START_TEST(test_put_merges_back)
{
	buddy_put(&heap, 0, 1u << HALF);
	ck_assert_uint_eq(take(0, false), 0);
	ck_assert_uint_eq(nr_parts(), HALF);

	ck_assert(!buddy_put(&heap, 0, 1));
	ck_assert_uint_eq(nr_free(HALF), 1);
	ck_assert_uint_eq(nr_parts(), 1);
	ck_assert_uint_eq(load_relaxed(&heap.nr_splits), HALF);
	ck_assert_uint_eq(load_relaxed(&heap.nr_merges), HALF);
}
END_TEST

START_TEST(test_an_adopted_block_is_split_for_its_first_pages)
{
	buddy_adopt(&heap, 0, 1);
	ck_assert_uint_eq(nr_parts(), MAX_ORDER);
	ck_assert_uint_eq(load_relaxed(&heap.nr_splits), MAX_ORDER);
	ck_assert(buddy_put(&heap, 0, 1));
	ck_assert_uint_eq(load_relaxed(&heap.nr_merges), MAX_ORDER);
	ck_assert_uint_eq(nr_parts(), 0);
}
END_TEST

START_TEST(test_small_requests_come_out_in_address_order)
{
	buddy_put(&heap, 0, 1u << HALF);
	for (pfn_t pfn = 0; pfn < 1u << HALF; pfn++)
		must(take(0, false) == pfn);
	ck_assert_uint_eq(take(0, false), PFN_NONE);
}
END_TEST

START_TEST(test_take_uses_the_smallest_part_that_fits)
{
	buddy_put(&heap, 0, 1u << QUARTER);
	buddy_put(&heap, 1u << HALF, 4);
	ck_assert_uint_eq(take(1, false), 1u << HALF);
	ck_assert_uint_eq(take(2, false), 0);
}
END_TEST

START_TEST(test_take_uses_the_fullest_block_that_fits)
{
	buddy_put(&heap, 0, 1u << HALF);
	buddy_put(&heap, BLOCK_PAGES, 8);
	ck_assert_uint_eq(take(0, false), BLOCK_PAGES);
	ck_assert_uint_eq(take(3, false), 0);
}
END_TEST

START_TEST(test_take_leaves_what_exceeds_the_request)
{
	buddy_put(&heap, 0, 1u << HALF);
	ck_assert_uint_eq(buddy_take(&heap, 18, 5, false), 0);
	ck_assert_uint_eq(load_relaxed(&heap.nr_free), (1u << HALF) - 18);
	/* 18..19 | 20..23 | 24..31 | 32.. */
	ck_assert_uint_eq(free_map_order(18), 1);
	ck_assert_uint_eq(free_map_order(20), 2);
	ck_assert_uint_eq(free_map_order(24), 3);
}
END_TEST

START_TEST(test_put_that_completes_a_block_hands_it_over)
{
	ck_assert(!buddy_put(&heap, 0, BLOCK_PAGES - 1));
	ck_assert_uint_eq(nr_parts(), MAX_ORDER);

	ck_assert(buddy_put(&heap, BLOCK_PAGES - 1, 1));
	ck_assert_uint_eq(nr_parts(), 0);
	ck_assert_uint_eq(load_relaxed(&heap.nr_free), 0);
	ck_assert(!page_is_free(0));
	ck_assert_uint_eq(pfn_to_block(0)->nr_free, 0);
}
END_TEST

START_TEST(test_put_does_not_merge_beyond_a_block)
{
	buddy_put(&heap, 1u << HALF, 1u << HALF);
	buddy_put(&heap, BLOCK_PAGES, 1u << HALF);
	ck_assert_uint_eq(nr_free(HALF), 2);
}
END_TEST

START_TEST(test_put_of_an_odd_range)
{
	ck_assert(!buddy_put(&heap, 3, 10));
	/* 3 | 4..7 | 8..11 | 12 */
	ck_assert_uint_eq(nr_free(0), 2);
	ck_assert_uint_eq(nr_free(2), 2);
	ck_assert_uint_eq(nr_parts(), 4);
}
END_TEST

START_TEST(test_dirty_blocks_are_taken_first)
{
	block_mark(BLOCK_PAGES + 8, 1, true);
	buddy_put(&heap, 0, 4);
	buddy_put(&heap, BLOCK_PAGES + 8, 4);
	buddy_put(&heap, 2 * BLOCK_PAGES, 4);
	ck_assert_uint_eq(load_relaxed(&heap.nr_dirty), 1);
	ck_assert_uint_eq(take(2, false), BLOCK_PAGES + 8);
	ck_assert_uint_eq(load_relaxed(&heap.nr_dirty), 0);
}
END_TEST

START_TEST(test_dirty_parts_are_taken_first)
{
	block_mark(9, 1, true);
	buddy_put(&heap, 0, 4);
	buddy_put(&heap, 8, 4);
	buddy_put(&heap, 16, 4);
	ck_assert_uint_eq(take(2, false), 8);
	ck_assert_uint_eq(take(2, false), 0);
}
END_TEST

START_TEST(test_clean_requests_avoid_dirty_parts)
{
	block_mark(8, 1, true);
	buddy_put(&heap, 8, 4);
	buddy_put(&heap, 16, 8);
	ck_assert_uint_eq(take(2, true), 16);
	ck_assert_uint_eq(take(2, true), 20);
	ck_assert_uint_eq(take(2, true), 8);
}
END_TEST

START_TEST(test_clean_requests_avoid_dirty_blocks)
{
	block_mark(0, 1, true);
	buddy_put(&heap, 0, 8);
	buddy_put(&heap, BLOCK_PAGES, 1u << HALF);
	ck_assert_uint_eq(take(2, true), BLOCK_PAGES);
	ck_assert_uint_eq(take(3, false), 0);
}
END_TEST

START_TEST(test_take_dirty_takes_the_order_and_nothing_else)
{
	block_mark(0, 4, true);
	block_mark(BLOCK_PAGES + 32, 1, true);
	buddy_put(&heap, 0, 4);
	buddy_put(&heap, BLOCK_PAGES, 16);
	buddy_put(&heap, BLOCK_PAGES + 32, 16);
	ck_assert_uint_eq(buddy_take_dirty(&heap, 3), PFN_NONE);
	ck_assert_uint_eq(buddy_take_dirty(&heap, 4), BLOCK_PAGES + 32);
	ck_assert_uint_eq(buddy_take_dirty(&heap, 4), PFN_NONE);
	ck_assert_uint_eq(buddy_take_dirty(&heap, 2), 0);
	ck_assert_uint_eq(load_relaxed(&heap.nr_dirty), 0);
	ck_assert_uint_eq(load_relaxed(&heap.nr_free), 16);
}
END_TEST

START_TEST(test_take_at_takes_exactly_the_range)
{
	buddy_put(&heap, 8, 24);
	ck_assert(buddy_take_at(&heap, 8, 11));
	/* 19 | 20..23 | 24..31 */
	ck_assert_uint_eq(load_relaxed(&heap.nr_free), 13);
	ck_assert_uint_eq(nr_free(0), 1);
	ck_assert_uint_eq(nr_free(2), 1);
	ck_assert_uint_eq(nr_free(3), 1);
}
END_TEST

START_TEST(test_take_at_refuses_what_is_not_all_free)
{
	buddy_put(&heap, 8, 8);
	buddy_put(&heap, 17, 3);
	ck_assert(!buddy_take_at(&heap, 8, 9));
	ck_assert(!buddy_take_at(&heap, 7, 1));
	ck_assert_uint_eq(load_relaxed(&heap.nr_free), 11);
	ck_assert_uint_eq(nr_free(3), 1);
}
END_TEST

START_TEST(test_take_at_stops_at_the_block_edge)
{
	buddy_put(&heap, BLOCK_PAGES - 4, 4);
	buddy_put(&heap, BLOCK_PAGES, 4);
	ck_assert(!buddy_take_at(&heap, BLOCK_PAGES - 4, 8));
	ck_assert(buddy_take_at(&heap, BLOCK_PAGES - 4, 4));
}
END_TEST

START_TEST(test_take_stretch_takes_the_closest_fit)
{
	buddy_put(&heap, 3, 70);
	buddy_put(&heap, BLOCK_PAGES + 1, 50);
	buddy_put(&heap, BLOCK_PAGES + 100, 45);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 42), BLOCK_PAGES + 100);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 42), BLOCK_PAGES + 1);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 42), 3);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 42), PFN_NONE);
	ck_assert_uint_eq(load_relaxed(&heap.nr_free), 70 + 50 + 45 - 3 * 42);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 28), 3 + 42);
}
END_TEST

START_TEST(test_take_stretch_takes_dirty_blocks_first)
{
	block_mark(BLOCK_PAGES + 8, 1, true);
	buddy_put(&heap, 0, 50);
	buddy_put(&heap, BLOCK_PAGES, 80);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 50), BLOCK_PAGES);
	ck_assert_uint_eq(buddy_take_stretch(&heap, 50), 0);
}
END_TEST

/* ---- the model ----------------------------------------------------------- */

static void model_set(pfn_t pfn, unsigned nr, bool is_free)
{
	for (unsigned i = 0; i < nr; i++) {
		must(model.free[pfn + i] != is_free);
		model.free[pfn + i] = is_free;
	}
}

static void model_add_run(pfn_t pfn, unsigned nr)
{
	if (!nr)
		return;
	model.run[model.nr_runs].pfn = pfn;
	model.run[model.nr_runs++].nr = nr;
}

/* Free pages in [pfn, pfn + nr). */
static unsigned model_count(pfn_t pfn, unsigned nr)
{
	return model.free_before[pfn + nr] - model.free_before[pfn];
}

/* Counts the largest free powers of two below (pfn, order), and finds each of
 * them on the heap's side. */
static void decompose(pfn_t pfn, unsigned order, unsigned *count)
{
	unsigned nr = 1u << order, have = model_count(pfn, nr);

	if (have == nr) {
		must(order < MAX_ORDER);
		must(free_map_test(pfn_to_block(pfn), part_of(pfn, order)));
		count[order]++;
	} else if (have) {
		decompose(pfn, order - 1, count);
		decompose(pfn + nr / 2, order - 1, count);
	}
}

/* A block's counters, and the order's bits, against the model's. */
static void compare_block(pfn_t pfn, unsigned *count)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned mine[NR_PAGE_ORDERS] = { 0 }, dirty = 0;

	decompose(pfn, MAX_ORDER, mine);
	for (pfn_t at = pfn; at < pfn + BLOCK_PAGES; at++)
		dirty += model.free[at] && model.dirty[at];
	for (unsigned o = 0; o < MAX_ORDER; o++) {
		must((b->free_orders >> o & 1) == (mine[o] > 0));
		count[o] += mine[o];
	}
	must(b->nr_free == model_count(pfn, BLOCK_PAGES));
	must(b->nr_free_dirty == dirty);
	must(b->list == block_list_of(b, true) ||
	     (!dirty && b->list == block_list_of(b, false)));
}

static void model_compare(void)
{
	unsigned count[NR_PAGE_ORDERS] = { 0 }, dirty = 0;

	for (pfn_t i = 0; i < PAGES; i++) {
		model.free_before[i + 1] = model.free_before[i] + model.free[i];
		dirty += model.free[i] && model.dirty[i];
	}
	for (pfn_t b = 0; b < PAGES; b += BLOCK_PAGES)
		compare_block(b, count);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		must(nr_free(o) == count[o]);
	must(load_relaxed(&heap.nr_free) == model_count(0, PAGES));
	must(load_relaxed(&heap.nr_dirty) == dirty);
}

static bool model_all(pfn_t pfn, unsigned nr, bool clean)
{
	for (unsigned i = 0; i < nr; i++)
		if (!model.free[pfn + i] || (clean && model.dirty[pfn + i]))
			return false;
	return true;
}

/* The order of the free block that starts at pfn. */
static unsigned model_order(pfn_t pfn)
{
	unsigned order = 0;

	while (order < HALF && is_aligned(pfn, 2u << order) &&
	       model_all(pfn, 2u << order, false))
		order++;
	return order;
}

/* Whether a block known to be clean where it is free has a large part. */
static bool model_has_clean(unsigned order)
{
	for (pfn_t b = 0; b < PAGES; b += BLOCK_PAGES) {
		if (pfn_to_block(b)->list <= NR_DIRTY_LISTS)
			continue;
		for (pfn_t pfn = b; pfn < b + BLOCK_PAGES; pfn += 1u << order)
			if (model_all(pfn, 1u << order, true))
				return true;
	}
	return false;
}

/* The order of the smallest free part of a block that is large enough. */
static unsigned smallest_order(pfn_t pfn, unsigned order)
{
	unsigned fits = pfn_to_block(pfn)->free_orders >> order;

	return fits ? order + lowest_bit(fits) : NR_PAGE_ORDERS;
}

static void step_take(struct rng *rng)
{
	unsigned order = (unsigned)rng_below(rng, MAX_ORDER);
	unsigned nr = (1u << order) - (unsigned)rng_below(rng, 1u << order) / 2;
	bool clean = rng_below(rng, 4) == 0;
	bool has_clean = clean && model_has_clean(order);
	unsigned smallest[BLOCKS], fitting = 0;
	pfn_t pfn;

	for (unsigned i = 0; i < BLOCKS; i++) {
		fitting |= pfn_to_block(i * BLOCK_PAGES)->free_orders >> order;
		smallest[i] = smallest_order(i * BLOCK_PAGES, order);
	}
	pfn = buddy_take(&heap, nr, order, clean);
	must((pfn != PFN_NONE) == (fitting != 0));
	if (pfn == PFN_NONE)
		return;
	must(is_aligned(pfn, 1u << order));
	must(model_all(pfn, 1u << order, has_clean));
	if (!clean)
		must(model_order(pfn) == smallest[pfn >> MAX_ORDER]);
	model_set(pfn, nr, false);
	model_add_run(pfn, nr);
}

/* Frees all of a run, or any part of it. */
static void step_put(struct rng *rng)
{
	unsigned i = (unsigned)rng_below(rng, model.nr_runs);
	pfn_t pfn = model.run[i].pfn;
	unsigned nr = model.run[i].nr, from = 0, len = nr;
	bool whole;

	if (rng_below(rng, 3) == 0) {
		from = (unsigned)rng_below(rng, nr);
		len = 1 + (unsigned)rng_below(rng, nr - from);
	}
	model.run[i] = model.run[--model.nr_runs];
	model_add_run(pfn, from);
	model_add_run(pfn + from + len, nr - from - len);
	model_set(pfn + from, len, true);
	whole = buddy_put(&heap, pfn + from, len);
	must(whole == model_all(block_start(pfn), BLOCK_PAGES, false));
	if (whole) {
		model_set(block_start(pfn), BLOCK_PAGES, false);
		model_add_run(block_start(pfn), BLOCK_PAGES);
	}
}

static void step_take_at(struct rng *rng)
{
	unsigned i = (unsigned)rng_below(rng, model.nr_runs);
	pfn_t end = model.run[i].pfn + model.run[i].nr;
	unsigned left = BLOCK_PAGES - end % BLOCK_PAGES;
	unsigned nr = 1 + (unsigned)rng_below(rng, 20);
	bool fits;

	if (end % BLOCK_PAGES == 0 || nr > left)
		return;
	fits = model_all(end, nr, false);
	must(buddy_take_at(&heap, end, nr) == fits);
	if (fits) {
		model_set(end, nr, false);
		model.run[i].nr += nr;
	}
}

/* The longest row of free pages in one block. */
static unsigned model_longest(void)
{
	unsigned longest = 0, length = 0;

	for (pfn_t pfn = 0; pfn < PAGES; pfn++) {
		if (pfn % BLOCK_PAGES == 0)
			length = 0;
		length = model.free[pfn] ? length + 1 : 0;
		if (length > longest)
			longest = length;
	}
	return longest;
}

static void step_take_stretch(struct rng *rng)
{
	unsigned nr = 2 + (unsigned)rng_below(rng, BLOCK_PAGES - 2);
	pfn_t pfn = buddy_take_stretch(&heap, nr);

	must((pfn != PFN_NONE) == (model_longest() >= nr));
	if (pfn == PFN_NONE)
		return;
	must(block_start(pfn) == block_start(pfn + nr - 1));
	model_set(pfn, nr, false);
	model_add_run(pfn, nr);
}

/* Takes a dirty part to be purged. */
static void step_take_dirty(struct rng *rng)
{
	unsigned order = (unsigned)rng_below(rng, MAX_ORDER);
	pfn_t pfn = buddy_take_dirty(&heap, order);
	bool found = false;

	for (pfn_t at = 0; at < PAGES; at += 1u << order)
		found |= free_map_test(pfn_to_block(at), part_of(at, order)) &&
			 block_any_dirty(at, 1u << order);
	if (pfn == PFN_NONE) {
		must(!found);
		return;
	}
	must(model_order(pfn) == order);
	must(!model_all(pfn, 1u << order, true));
	model_set(pfn, 1u << order, false);
	model_add_run(pfn, 1u << order);
}

/* The owner writes to its pages, or purges them. */
static void step_mark(struct rng *rng)
{
	unsigned i = (unsigned)rng_below(rng, model.nr_runs);
	bool dirty = rng_below(rng, 2);

	block_mark(model.run[i].pfn, model.run[i].nr, dirty);
	for (unsigned n = 0; n < model.run[i].nr; n++)
		model.dirty[model.run[i].pfn + n] = dirty;
}

START_TEST(test_heap_agrees_with_a_model)
{
	struct rng rng = rng_seeded(__func__);

	for (pfn_t b = 0; b < PAGES; b += BLOCK_PAGES)
		model_add_run(b, BLOCK_PAGES);
	for (int i = 0; i < 1500; i++) {
		/* Phases that fill and phases that empty. */
		unsigned puts = i / 250 % 2 ? 7 : 4;
		unsigned dice = (unsigned)rng_below(&rng, 14);

		if (!model.nr_runs || dice < 10 - puts)
			step_take(&rng);
		else if (dice < 10)
			step_put(&rng);
		else if (dice == 10)
			step_take_at(&rng);
		else if (dice == 11)
			step_take_dirty(&rng);
		else if (dice == 12)
			step_take_stretch(&rng);
		else
			step_mark(&rng);
		model_compare();
	}
}
END_TEST

static Suite *buddy_core_suite(void)
{
	Suite *s = suite_create("buddy_core");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_take_splits_and_keeps_the_lower_half);
	tcase_add_test(core, test_put_merges_back);
	tcase_add_test(core,
		       test_an_adopted_block_is_split_for_its_first_pages);
	tcase_add_test(core, test_small_requests_come_out_in_address_order);
	tcase_add_test(core, test_take_uses_the_smallest_part_that_fits);
	tcase_add_test(core, test_take_uses_the_fullest_block_that_fits);
	tcase_add_test(core, test_take_leaves_what_exceeds_the_request);
	tcase_add_test(core, test_put_that_completes_a_block_hands_it_over);
	tcase_add_test(core, test_put_of_an_odd_range);
	tcase_add_test(core, test_dirty_blocks_are_taken_first);
	tcase_add_test(core, test_dirty_parts_are_taken_first);
	tcase_add_test(core, test_clean_requests_avoid_dirty_parts);
	tcase_add_test(core, test_clean_requests_avoid_dirty_blocks);
	tcase_add_test(core, test_take_dirty_takes_the_order_and_nothing_else);
	tcase_add_test(core, test_take_at_takes_exactly_the_range);
	tcase_add_test(core, test_take_at_refuses_what_is_not_all_free);
	tcase_add_test(core, test_take_stretch_takes_the_closest_fit);
	tcase_add_test(core, test_take_stretch_takes_dirty_blocks_first);
	tcase_add_test(core, test_heap_agrees_with_a_model);
	tcase_add_test(limits, test_heap_starts_empty);
	tcase_add_test(limits, test_put_does_not_merge_beyond_a_block);
	tcase_add_test(limits, test_take_at_stops_at_the_block_edge);
	return s;
}

int main(void)
{
	return suite_run(buddy_core_suite());
}
