/* SPDX-License-Identifier: MIT */
/*
 * unit/check_block.c - the dirty map against a bool for each page
 */
#include "buddy/arena.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"

enum { BLOCKS = 2, PAGES = BLOCKS * BLOCK_PAGES };

static bool model[PAGES];

static void setup(void)
{
	ck_assert_int_eq(arena_init(64 * MIB), 0);
	ck_assert_int_eq(arena_commit(0, PAGES), 0);
}

static void mark(pfn_t pfn, unsigned nr, bool dirty)
{
	block_mark(pfn, nr, dirty);
	for (unsigned i = 0; i < nr; i++)
		model[pfn + i] = dirty;
}

static unsigned model_count(pfn_t pfn, unsigned nr)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < nr; i++)
		sum += model[pfn + i];
	return sum;
}

/* A range within one block. */
static pfn_t random_range(struct rng *rng, unsigned *nr)
{
	pfn_t at = (pfn_t)rng_below(rng, BLOCK_PAGES);

	*nr = 1 + (unsigned)rng_below(rng, BLOCK_PAGES - at);
	return at + (pfn_t)rng_below(rng, BLOCKS) * BLOCK_PAGES;
}

START_TEST(test_block_starts_clean)
{
	for (pfn_t b = 0; b < PAGES; b += BLOCK_PAGES) {
		ck_assert_uint_eq(block_count_dirty(b, BLOCK_PAGES), 0);
		ck_assert(!block_any_dirty(b, BLOCK_PAGES));
	}
}
END_TEST

START_TEST(test_block_mark_touches_its_range_only)
{
	block_mark(3, 70, true);
	ck_assert(!block_any_dirty(2, 1));
	ck_assert(block_any_dirty(3, 1));
	ck_assert(block_any_dirty(72, 1));
	ck_assert(!block_any_dirty(73, BLOCK_PAGES - 73));
	ck_assert_uint_eq(block_count_dirty(0, BLOCK_PAGES), 70);
	block_mark(10, 5, false);
	ck_assert_uint_eq(block_count_dirty(0, BLOCK_PAGES), 65);
	ck_assert(!block_any_dirty(10, 5));
}
END_TEST

START_TEST(test_block_edges)
{
	block_mark(BLOCK_PAGES - 1, 1, true);
	ck_assert(!block_any_dirty(BLOCK_PAGES, BLOCK_PAGES));
	block_mark(BLOCK_PAGES, BLOCK_PAGES, true);
	ck_assert_uint_eq(block_count_dirty(0, BLOCK_PAGES), 1);
	ck_assert_uint_eq(block_count_dirty(BLOCK_PAGES, BLOCK_PAGES),
			  BLOCK_PAGES);
}
END_TEST

START_TEST(test_block_map_agrees_with_a_model)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 2000; i++) {
		unsigned nr;
		pfn_t pfn = random_range(&rng, &nr);

		if (i % 3)
			nr = 1 + (nr - 1) % 40;
		if (i % 2)
			mark(pfn, nr, rng_below(&rng, 2));
		pfn = random_range(&rng, &nr);
		must(block_count_dirty(pfn, nr) == model_count(pfn, nr));
		must(block_any_dirty(pfn, nr) == (model_count(pfn, nr) > 0));
	}
}
END_TEST

/* The next stretch page by page; stretches stop at block edges. */
static pfn_t model_next(pfn_t pfn, pfn_t end, unsigned *nr)
{
	*nr = 0;
	while (pfn < end && !model[pfn])
		pfn++;
	while (pfn + *nr < end && model[pfn + *nr]) {
		++*nr;
		if ((pfn + *nr) % BLOCK_PAGES == 0)
			break;
	}
	return pfn;
}

START_TEST(test_block_next_dirty_finds_each_stretch)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 30; i++) {
		unsigned nr, wanted;
		pfn_t pfn = random_range(&rng, &nr), at = 0;

		mark(pfn, 1 + (nr - 1) % 200, i % 4 != 0);
		for (;;) {
			pfn_t want_at = model_next(at, PAGES - 3, &wanted);

			at = block_next_dirty(at, PAGES - 3, &nr);
			must(nr == wanted);
			if (!nr)
				break;
			must(at == want_at);
			at += nr;
		}
	}
}
END_TEST

START_TEST(test_block_next_dirty_stops_at_a_block_edge)
{
	unsigned nr;

	block_mark(BLOCK_PAGES - 2, 2, true);
	block_mark(BLOCK_PAGES, 3, true);
	ck_assert_uint_eq(block_next_dirty(0, PAGES, &nr), BLOCK_PAGES - 2);
	ck_assert_uint_eq(nr, 2);
	ck_assert_uint_eq(block_next_dirty(BLOCK_PAGES, PAGES, &nr),
			  BLOCK_PAGES);
	ck_assert_uint_eq(nr, 3);
	block_next_dirty(BLOCK_PAGES + 3, PAGES, &nr);
	ck_assert_uint_eq(nr, 0);
}
END_TEST

static Suite *block_suite(void)
{
	Suite *s = suite_create("block");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_block_starts_clean);
	tcase_add_test(core, test_block_mark_touches_its_range_only);
	tcase_add_test(core, test_block_map_agrees_with_a_model);
	tcase_add_test(core, test_block_next_dirty_finds_each_stretch);
	tcase_add_test(limits, test_block_edges);
	tcase_add_test(limits, test_block_next_dirty_stops_at_a_block_edge);
	return s;
}

int main(void)
{
	return suite_run(block_suite());
}
