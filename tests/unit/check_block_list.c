/* SPDX-License-Identifier: MIT */
/*
 * unit/check_block_list.c - which block is taken from, against a search of all
 */
#include "buddy/block_list.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/suite.h"

enum { BLOCKS = 24, BIN_PAGES = BLOCK_PAGES / NR_BINS };

static struct block_lists lists;

static void setup(void)
{
	ck_assert_int_eq(arena_init(BLOCKS * BLOCK_BYTES), 0);
	ck_assert_int_eq(arena_commit(0, BLOCKS * BLOCK_PAGES), 0);
}

/* Makes a block look as if it had these pages free, and lists it. */
static void offer(unsigned i, unsigned nr_free, unsigned orders, unsigned dirty)
{
	struct block *b = &arena.blocks[i];

	b->nr_free = (uint16_t)nr_free;
	b->nr_free_dirty = (uint16_t)dirty;
	b->free_orders = (uint16_t)orders;
	block_list_update(&lists, b);
}

/* The index of the block to take from. */
static unsigned find(unsigned order, bool clean)
{
	const struct block *b = block_list_find(&lists, order, clean);

	ck_assert_ptr_nonnull(b);
	return (unsigned)(b - arena.blocks);
}

START_TEST(test_lists_start_empty)
{
	for (unsigned o = 0; o < MAX_ORDER; o++)
		ck_assert_ptr_null(block_list_find(&lists, o, o % 2));
}
END_TEST

START_TEST(test_fullest_block_first)
{
	offer(0, 9 * BIN_PAGES, 1 << 3, 0);
	offer(1, 2 * BIN_PAGES, 1 << 3, 0);
	offer(2, 5 * BIN_PAGES, 1 << 3, 0);
	ck_assert_uint_eq(find(0, false), 1);
	offer(1, 0, 0, 0);
	ck_assert_uint_eq(find(3, false), 2);
	ck_assert_ptr_null(block_list_find(&lists, 4, false));
}
END_TEST

START_TEST(test_fullest_block_that_fits)
{
	offer(0, 2 * BIN_PAGES, 1 << 1, 0);
	offer(1, 5 * BIN_PAGES, 1 << 4 | 1, 0);
	ck_assert_uint_eq(find(1, false), 0);
	ck_assert_uint_eq(find(2, false), 1);
}
END_TEST

START_TEST(test_smallest_order_among_equally_full)
{
	offer(0, BIN_PAGES, 1 << 5, 0);
	offer(1, BIN_PAGES, 1 << 3 | 1, 0);
	offer(2, BIN_PAGES, 1 << 2, 0);
	ck_assert_uint_eq(find(0, false), 2);
	ck_assert_uint_eq(find(3, false), 1);
	ck_assert_uint_eq(find(4, false), 0);
}
END_TEST

START_TEST(test_dirty_blocks_before_clean_ones)
{
	offer(0, 1, 1, 0);
	offer(1, 8 * BIN_PAGES, 1 << 4, 1);
	ck_assert_uint_eq(find(0, false), 1);
	ck_assert_uint_eq(find(0, true), 0);
	ck_assert_uint_eq(find(4, true), 1);
}
END_TEST

START_TEST(test_blocks_are_found_clean_again)
{
	offer(0, BIN_PAGES, 1, 0);
	offer(1, 8 * BIN_PAGES, 1 << 4, 1);
	offer(1, 8 * BIN_PAGES, 1 << 4, 0);
	ck_assert_uint_eq(arena.blocks[1].list,
			  block_list_of(&arena.blocks[1], true));
	ck_assert_uint_eq(find(0, false), 0);
	ck_assert_uint_eq(arena.blocks[1].list,
			  block_list_of(&arena.blocks[1], false));
	ck_assert_uint_eq(find(4, true), 1);
}
END_TEST

/* As if a block's free pages were all in a row. */
static struct stretch all_free(const struct block *b, unsigned nr)
{
	return (struct stretch){ .pfn = block_to_pfn(b),
				 .nr = b->nr_free < nr ? 0 : b->nr_free };
}

static struct stretch none_free(const struct block *b, unsigned nr)
{
	(void)b;
	(void)nr;
	return (struct stretch){ .nr = 0 };
}

/* The index of the block with the shortest stretch. */
static unsigned shortest(unsigned nr, unsigned order)
{
	struct stretch s = block_list_stretch(&lists, nr, order, all_free);

	ck_assert_uint_ge(s.nr, nr);
	return s.pfn / BLOCK_PAGES;
}

static bool has_stretch(unsigned nr, unsigned order)
{
	return block_list_stretch(&lists, nr, order, all_free).nr;
}

START_TEST(test_stretch_is_the_shortest)
{
	offer(0, 5 * BIN_PAGES + 3, 1 << 5, 1);
	offer(1, 5 * BIN_PAGES + 1, 1 << 4, 1);
	offer(2, 7 * BIN_PAGES, 1 << 6, 1);
	offer(3, 5 * BIN_PAGES, 1 << 3, 1);
	ck_assert_uint_eq(shortest(5 * BIN_PAGES, 3), 3);
	ck_assert_uint_eq(shortest(5 * BIN_PAGES, 4), 1);
	ck_assert_uint_eq(shortest(5 * BIN_PAGES, 5), 0);
	ck_assert_uint_eq(shortest(5 * BIN_PAGES + 4, 3), 2);
	ck_assert(!has_stretch(1, 7));
	ck_assert(!block_list_stretch(&lists, 1, 0, none_free).nr);
}
END_TEST

START_TEST(test_stretch_is_dirty_while_any_is)
{
	offer(0, 3 * BIN_PAGES, 1 << 5, 0);
	offer(1, 9 * BIN_PAGES, 1 << 5, 1);
	ck_assert_uint_eq(shortest(3 * BIN_PAGES, 5), 1);
	ck_assert_uint_eq(shortest(9 * BIN_PAGES, 5), 1);
	offer(1, 0, 0, 0);
	ck_assert_uint_eq(shortest(3 * BIN_PAGES, 5), 0);
}
END_TEST

static unsigned wanted_order;

static bool offers(const struct block *b, unsigned order)
{
	must(order == wanted_order);
	return b->free_orders >> order & 1;
}

START_TEST(test_sweep_meets_each_block)
{
	unsigned seen = 0;

	wanted_order = 2;
	for (unsigned i = 0; i < BLOCKS; i++)
		offer(i, 1 + i % 3 * BIN_PAGES, i % 2 ? 1 << 2 : 1 << 4,
		      i != 5);
	for (;;) {
		struct block *b = block_list_sweep(&lists, 2, offers);

		if (!b)
			break;
		ck_assert_ptr_eq(block_list_sweep(&lists, 2, offers), b);
		seen |= 1u << (b - arena.blocks);
		offer((unsigned)(b - arena.blocks), b->nr_free, 1 << 4, 0);
	}
	/* The odd ones, without the one that is clean. */
	ck_assert_uint_eq(seen, 0xaaaaaa & ~(1u << 5));
}
END_TEST

START_TEST(test_sweep_of_nothing)
{
	wanted_order = 0;
	ck_assert_ptr_null(block_list_sweep(&lists, 0, offers));
	offer(3, 7, 3, 0);
	ck_assert_ptr_null(block_list_sweep(&lists, 0, offers));
}
END_TEST

START_TEST(test_stretch_of_nothing)
{
	ck_assert(!has_stretch(2, 0));
	ck_assert(!has_stretch(BLOCK_PAGES - 1, 0));
}
END_TEST

static unsigned looks;

static struct stretch count_looks(const struct block *b, unsigned nr)
{
	looks++;
	return all_free(b, nr);
}

START_TEST(test_stretch_takes_a_few_looks)
{
	for (unsigned i = 0; i < BLOCKS; i++)
		offer(i, 5 * BIN_PAGES + i, 1 << 5, 1);
	ck_assert(block_list_stretch(&lists, 2, 5, count_looks).nr);
	ck_assert_uint_eq(looks, BEST_LOOKS);
}
END_TEST

/* The rank of what a block offers, by the words of the header. */
static unsigned model_rank(const struct block *b)
{
	return b->nr_free / BIN_PAGES + (b->nr_free_dirty ? 0 : NR_BINS);
}

/* The rank that it is known by. */
static unsigned known_rank(const struct block *b)
{
	return (b->list - 1u) / MAX_ORDER;
}

/* The lowest rank that serves a request. */
static unsigned model_best(unsigned order, bool clean)
{
	unsigned best = NR_RANKS, best_clean = NR_RANKS;

	for (unsigned i = 0; i < BLOCKS; i++) {
		const struct block *b = &arena.blocks[i];

		if (b->free_orders >> order == 0)
			continue;
		if (model_rank(b) < best)
			best = model_rank(b);
		if (known_rank(b) >= NR_BINS && known_rank(b) < best_clean)
			best_clean = known_rank(b);
	}
	return clean && best_clean < NR_RANKS ? best_clean : best;
}

START_TEST(test_lists_agree_with_a_model)
{
	struct rng rng = rng_seeded(__func__);

	for (int n = 0; n < 5000; n++) {
		unsigned nr = (unsigned)rng_below(&rng, BLOCK_PAGES);
		unsigned orders = 1 + (unsigned)rng_below(&rng, nr | 1);
		unsigned order = (unsigned)rng_below(&rng, MAX_ORDER), best;
		bool clean = rng_below(&rng, 2);
		const struct block *b;

		if (rng_below(&rng, 4) == 0)
			nr = orders = 0;
		offer((unsigned)rng_below(&rng, BLOCKS), nr, nr ? orders : 0,
		      nr && clean);
		best = model_best(order, clean);
		b = block_list_find(&lists, order, clean);
		must((b != NULL) == (best < NR_RANKS));
		if (b)
			must(known_rank(b) == best && model_rank(b) == best &&
			     b->free_orders >> order != 0);
	}
}
END_TEST

static Suite *block_list_suite(void)
{
	Suite *s = suite_create("block_list");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_fullest_block_first);
	tcase_add_test(core, test_fullest_block_that_fits);
	tcase_add_test(core, test_smallest_order_among_equally_full);
	tcase_add_test(core, test_dirty_blocks_before_clean_ones);
	tcase_add_test(core, test_blocks_are_found_clean_again);
	tcase_add_test(core, test_stretch_is_the_shortest);
	tcase_add_test(core, test_stretch_is_dirty_while_any_is);
	tcase_add_test(core, test_sweep_meets_each_block);
	tcase_add_test(core, test_lists_agree_with_a_model);
	tcase_add_test(limits, test_lists_start_empty);
	tcase_add_test(limits, test_sweep_of_nothing);
	tcase_add_test(limits, test_stretch_of_nothing);
	tcase_add_test(limits, test_stretch_takes_a_few_looks);
	return s;
}

int main(void)
{
	return suite_run(block_list_suite());
}
