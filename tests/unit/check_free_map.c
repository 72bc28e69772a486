/* SPDX-License-Identifier: MIT */
/*
 * unit/check_free_map.c - the free parts of a block against a bool for each
 */
#include "buddy/free_map.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"

#include <string.h>

/* Of two blocks, to see that parts count from their own block's start. */
static struct block *block;
static bool model[2 * BLOCK_PAGES];

static void setup(void)
{
	ck_assert_int_eq(arena_init(64 * MIB), 0);
	ck_assert_int_eq(arena_commit(0, 2 * BLOCK_PAGES), 0);
	block = pfn_to_block(BLOCK_PAGES);
	store_relaxed(&block->state, BLOCK_STRIPE);
}

START_TEST(test_parts_are_numbered_as_a_heap)
{
	ck_assert_uint_eq(part_of(BLOCK_PAGES, MAX_ORDER), 1);
	ck_assert_uint_eq(part_of(BLOCK_PAGES, MAX_ORDER - 1), 2);
	ck_assert_uint_eq(part_of(2 * BLOCK_PAGES - 1, MAX_ORDER - 1), 3);
	ck_assert_uint_eq(part_of(0, 0), BLOCK_PAGES);
	ck_assert_uint_eq(part_of(BLOCK_PAGES + 5, 0), BLOCK_PAGES + 5);
	for (unsigned o = 0; o < MAX_ORDER; o++) {
		unsigned part = part_of(BLOCK_PAGES + 77, o);

		ck_assert_uint_eq(part / 2, part_of(BLOCK_PAGES + 77, o + 1));
		ck_assert_uint_eq(part_pfn(block, part, o),
				  BLOCK_PAGES + (77u >> o << o));
	}
}
END_TEST

START_TEST(test_map_starts_empty)
{
	ck_assert_uint_eq(block->free_orders, 0);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		ck_assert_uint_eq(free_map_next(block, part_first(o), o), 0);
	ck_assert(!page_is_free(BLOCK_PAGES));
}
END_TEST

START_TEST(test_orders_do_not_touch_each_other)
{
	/* The lowest part of each order, as a taken page leaves them. */
	for (unsigned o = 0; o < MAX_ORDER; o++)
		free_map_set(block, part_of(BLOCK_PAGES, o) + 1, o);
	for (unsigned o = 0; o < MAX_ORDER; o++) {
		unsigned first = part_first(o);

		ck_assert_uint_eq(free_map_next(block, first, o), first + 1);
		ck_assert_uint_eq(free_map_next(block, first + 2, o), 0);
		ck_assert_uint_eq(free_map_order(BLOCK_PAGES + (1u << o)), o);
		free_map_clear(block, first + 1, o);
		ck_assert_uint_eq(free_map_next(block, first, o), 0);
		ck_assert_uint_eq(block->free_orders,
				  (1u << MAX_ORDER) - (2u << o));
	}
}
END_TEST

START_TEST(test_pages_of_free_parts_are_free)
{
	free_map_set(block, part_of(BLOCK_PAGES + 8, 3), 3);
	ck_assert(!page_is_free(BLOCK_PAGES + 7));
	for (pfn_t pfn = BLOCK_PAGES + 8; pfn < BLOCK_PAGES + 16; pfn++)
		ck_assert_uint_eq(free_map_order(pfn), 3);
	ck_assert(!page_is_free(BLOCK_PAGES + 16));
}
END_TEST

START_TEST(test_state_of_the_block_counts)
{
	ck_assert_uint_eq(free_map_order(0), MAX_ORDER);
	ck_assert(page_is_free(BLOCK_PAGES - 1));
	store_relaxed(&block->state, BLOCK_WHOLE);
	ck_assert(!page_is_free(BLOCK_PAGES));
}
END_TEST

static unsigned model_next(unsigned from, unsigned order)
{
	for (; from < 2 * part_first(order); from++)
		if (model[from])
			return from;
	return 0;
}

static void model_compare(struct rng *rng)
{
	for (unsigned o = 0; o < MAX_ORDER; o++) {
		unsigned first = part_first(o);
		unsigned from = first + (unsigned)rng_below(rng, first + 1);

		must(free_map_next(block, first, o) == model_next(first, o));
		must(free_map_next(block, from, o) == model_next(from, o));
		must((block->free_orders >> o & 1) ==
		     (model_next(first, o) != 0));
	}
	for (unsigned w = 0; w < FREE_WORDS; w++)
		must(bit_test(block->filled, w) == !!block->free[w]);
}

START_TEST(test_map_agrees_with_a_model)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 4000; i++) {
		unsigned o = (unsigned)rng_below(&rng, MAX_ORDER);
		unsigned first = part_first(o);
		unsigned part = first + (unsigned)rng_below(&rng, first);

		must(free_map_test(block, part) == model[part]);
		/* Mostly empty at times, so that words run empty. */
		if (model[part])
			free_map_clear(block, part, o);
		else if (i / 500 % 2 || rng_below(&rng, 8))
			continue;
		else
			free_map_set(block, part, o);
		model[part] = !model[part];
		model_compare(&rng);
	}
}
END_TEST

/* One of those that are free, and in time each of them. */
START_TEST(test_any_is_each_that_is_free)
{
	struct rng rng = rng_seeded(__func__);

	for (unsigned o = 0; o < MAX_ORDER; o++) {
		unsigned first = part_first(o), left = 0;
		bool is_free[2 * BLOCK_PAGES] = { false };

		/* The last, so that each place leads to one, and some more. */
		for (int i = 0; i < 5; i++) {
			unsigned part =
				first + (i ? (unsigned)rng_below(&rng, first) :
					     first - 1);

			if (!is_free[part])
				free_map_set(block, part, o);
			left += !is_free[part];
			is_free[part] = true;
		}
		for (unsigned i = 0; left && i < 1000 * first; i++) {
			unsigned part = free_map_any(block, o);

			must(part >= first && part < 2 * first);
			must(free_map_test(block, part));
			left -= is_free[part];
			is_free[part] = false;
		}
		ck_assert_uint_eq(left, 0);
	}
}
END_TEST

/* From behind it the search starts over. */
START_TEST(test_any_is_the_only_one_that_is_free)
{
	for (unsigned o = 0; o < MAX_ORDER; o++) {
		unsigned first = part_first(o);

		for (unsigned part = first; part < 2 * first;
		     part += 1 + first / 3) {
			free_map_set(block, part, o);
			for (int i = 0; i < 20; i++)
				must(free_map_any(block, o) == part);
			free_map_clear(block, part, o);
		}
	}
}
END_TEST

/* Frees pages of the block, numbered from its start, as one that merges. */
static void free_pages(unsigned from, unsigned nr)
{
	while (nr) {
		unsigned aligned = lowest_bit(BLOCK_PAGES | from);
		unsigned fits = log2_floor(nr);
		unsigned o = aligned < fits ? aligned : fits;

		free_map_set(block, part_of(from, o), o);
		from += 1u << o;
		nr -= 1u << o;
	}
}

static void ck_stretch(unsigned nr, unsigned from, unsigned length)
{
	struct stretch s = free_map_stretch(block, nr);

	ck_assert_uint_eq(s.nr, length);
	if (length)
		ck_assert_uint_eq(s.pfn, BLOCK_PAGES + from);
}

START_TEST(test_stretch_is_the_shortest_that_fits)
{
	ck_stretch(2, 0, 0);
	free_pages(3, 42);
	free_pages(101, 27);
	free_pages(BLOCK_PAGES - 30, 30);
	ck_stretch(2, 101, 27);
	ck_stretch(27, 101, 27);
	ck_stretch(28, BLOCK_PAGES - 30, 30);
	ck_stretch(31, 3, 42);
	ck_stretch(42, 3, 42);
	ck_stretch(43, 0, 0);
}
END_TEST

START_TEST(test_stretch_crosses_every_boundary)
{
	free_pages(1, BLOCK_PAGES - 2);
	ck_stretch(BLOCK_PAGES - 2, 1, BLOCK_PAGES - 2);
	ck_stretch(BLOCK_PAGES - 1, 0, 0);
}
END_TEST

/* The length of the shortest stretch of nr pages, page by page. */
static unsigned model_stretch(const bool *is_free, unsigned nr)
{
	unsigned best = 0, length = 0;

	for (unsigned i = 0; i <= BLOCK_PAGES; i++) {
		if (i < BLOCK_PAGES && is_free[i]) {
			length++;
			continue;
		}
		if (length >= nr && (!best || length < best))
			best = length;
		length = 0;
	}
	return best;
}

START_TEST(test_stretch_agrees_with_a_model)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 60; i++) {
		unsigned most = 2u << rng_below(&rng, MAX_ORDER - 1);
		bool is_free[BLOCK_PAGES] = { false };

		memset(block, 0, sizeof(*block));
		for (unsigned at = 0; at < BLOCK_PAGES;) {
			unsigned nr = 1 + (unsigned)rng_below(&rng, most);

			nr = nr < BLOCK_PAGES - at ? nr : BLOCK_PAGES - at;
			free_pages(at, nr);
			memset(is_free + at, true, nr);
			at += nr + 1 + (unsigned)rng_below(&rng, most);
		}
		for (unsigned nr = 2; nr < BLOCK_PAGES; nr++) {
			struct stretch s = free_map_stretch(block, nr);

			must(s.nr == model_stretch(is_free, nr));
			for (unsigned n = 0; n < s.nr; n++)
				must(is_free[s.pfn - BLOCK_PAGES + n]);
		}
	}
}
END_TEST

static Suite *free_map_suite(void)
{
	Suite *s = suite_create("free_map");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_parts_are_numbered_as_a_heap);
	tcase_add_test(core, test_map_starts_empty);
	tcase_add_test(core, test_orders_do_not_touch_each_other);
	tcase_add_test(core, test_pages_of_free_parts_are_free);
	tcase_add_test(core, test_state_of_the_block_counts);
	tcase_add_test(core, test_map_agrees_with_a_model);
	tcase_add_test(core, test_any_is_each_that_is_free);
	tcase_add_test(core, test_any_is_the_only_one_that_is_free);
	tcase_add_test(core, test_stretch_is_the_shortest_that_fits);
	tcase_add_test(core, test_stretch_crosses_every_boundary);
	tcase_add_test(core, test_stretch_agrees_with_a_model);
	return s;
}

int main(void)
{
	return suite_run(free_map_suite());
}
