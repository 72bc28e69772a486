/* SPDX-License-Identifier: MIT */
/*
 * unit/check_page_check.c - the validator of the page layer must be able to
 * fail: each invariant is broken on purpose
 */
#include "buddy/check.h"
#include "support/capture.h"
#include "support/pages.h"
#include "support/probe.h"
#include "support/suite.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const enum zone_id zone = ZONE_DMA32;
static struct buddy_heap *heap;
/* An allocated run of four pages with free pages behind it, in one block. */
static pfn_t run;
static struct page *page;
static struct block *block;

static void setup(void)
{
	run = PFN_NONE;
	pages_setup_256m();
	heap = &stripes[0].heap[zone];
	run = zone_take(&zones[zone], 1, 1, false);
	ck_assert_uint_ne(run, PFN_NONE);
	stripe_adopt(&stripes[0], run, 4, PG_RUN);
	page = pfn_to_page(run);
	block = pfn_to_block(run);
	ck_pages_sound();
}

static void check_all(void *arg)
{
	(void)arg;
	_exit(buddy_heap_check(NULL) ? 1 : 0);
}

/* The validator reports the invariant of that name. */
static void expect_violation(const char *name)
{
	struct capture c = capture(check_all, NULL);
	char words[64] = "libbuddy: check: ";

	strcat(words, name);
	ck_assert(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 1);
	ck_assert_msg(strstr(c.text, words), "no %s in: %s", words, c.text);
}

START_TEST(test_census_counts_each_use)
{
	struct page_census census;
	pfn_t slab = stripe_take(&stripes[0], zone, 16, 4, PG_SLAB, false);
	pfn_t pcp = stripe_take(&stripes[0], zone, 2, 1, PG_RUN, false);

	ck_assert_uint_ne(slab, PFN_NONE);
	store_relaxed(&pfn_to_page(pcp)->flags, PG_HEAD | PG_RUN | PG_PCP);
	ck_assert_uint_eq(buddy_heap_check(&census), 0);
	ck_assert_uint_eq(census.slab, 16);
	ck_assert_uint_eq(census.pcp, 2);
	ck_assert_uint_eq(census.run, 4);
	ck_assert_uint_eq(census.free + 16 + 2 + 4, zone_usage(zone).present);
}
END_TEST

START_TEST(test_census_counts_long_runs)
{
	struct page_census census = { 0 };
	struct page_request rq = { .nr_pages = 2 * BLOCK_PAGES + 3,
				   .zone = zone,
				   .kind = PG_RUN,
				   .home = &stripes[0] };

	ck_assert_uint_ne(page_alloc(&rq), PFN_NONE);
	ck_assert_uint_eq(zone_check(zone, &census), 0);
	ck_assert_uint_eq(census.run, 4 + rq.nr_pages);
}
END_TEST

START_TEST(test_no_page_becomes_resident)
{
	const struct zone *z = &zones[zone];
	char *from = pfn_to_addr(z->start);
	size_t bytes = (size_t)(load_relaxed(&z->frontier) - z->start)
		       << PAGE_SHIFT;
	size_t before = probe_resident(from, bytes);

	ck_pages_sound();
	ck_assert_uint_eq(probe_resident(from, bytes), before);
}
END_TEST

START_TEST(test_violation_says_so)
{
	ck_assert_uint_eq(check_violation("on %s", "purpose"), 1);
}
END_TEST

START_TEST(test_B1_free_part_of_the_top_order)
{
	store_relaxed(&block->free[0], load_relaxed(&block->free[0]) | 2);
	expect_violation("B1:");
}
END_TEST

START_TEST(test_B2_free_buddies)
{
	/* Freed without a merge: two pages, each other's buddy. */
	store_relaxed(&page->flags, 0);
	free_map_set(block, part_of(run, 1), 1);
	free_map_set(block, part_of(run + 2, 1), 1);
	expect_violation("B2:");
}
END_TEST

START_TEST(test_B3_counter_of_the_pool)
{
	store_relaxed(&zones[zone].nr_free, BLOCK_PAGES + 1);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_counter_of_a_stripe)
{
	store_relaxed(&heap->nr_free, load_relaxed(&heap->nr_free) - 1);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_counter_of_dirty_pages)
{
	store_relaxed(&heap->nr_dirty, 1);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_counter_of_an_order)
{
	store_relaxed(&heap->nr_parts[2], 2);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_map_of_the_pool)
{
	bit_set(zones[zone].pool, 0);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_map_of_the_dirty_pool)
{
	bit_set(zones[zone].dirty, 0);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_counters_of_a_block)
{
	block->nr_free--;
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_dirty_pages_of_a_block)
{
	block->nr_free_dirty++;
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_orders_of_a_block)
{
	block->free_orders &= (uint16_t) ~(1u << 3);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_summary_of_a_block)
{
	bit_clear(block->filled, 0);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_block_on_the_wrong_list)
{
	block->list++;
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_torn_list)
{
	block->prev++;
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_words_beside_the_lists)
{
	heap->lists.ranks = 0;
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B3_block_on_a_foreign_list)
{
	store_relaxed(&pfn_to_block(run)->stripe, 1);
	expect_violation("B3:");
}
END_TEST

START_TEST(test_B4_page_that_is_nobodys)
{
	store_relaxed(&page->flags, 0);
	expect_violation("B4:");
}
END_TEST

START_TEST(test_B4_page_with_two_owners)
{
	store_relaxed(&pfn_to_page(run + 2)->flags, PG_HEAD | PG_RUN);
	expect_violation("B4:");
}
END_TEST

START_TEST(test_B4_free_part_within_another)
{
	free_map_set(block, part_of(run + 5, 0), 0);
	expect_violation("B4:");
}
END_TEST

START_TEST(test_B4_run_over_its_neighbour)
{
	page->nr_pages = 5;
	expect_violation("B4:");
}
END_TEST

START_TEST(test_B4_long_run_without_an_owner)
{
	struct page_request rq = { .nr_pages = 2 * BLOCK_PAGES,
				   .zone = zone,
				   .kind = PG_RUN,
				   .home = &stripes[0] };
	pfn_t pfn = page_alloc(&rq);

	ck_assert_uint_ne(pfn, PFN_NONE);
	store_relaxed(&pfn_to_page(pfn)->flags, 0);
	expect_violation("B4:");
}
END_TEST

START_TEST(test_S1_run_across_a_block_edge)
{
	page->nr_pages = BLOCK_PAGES + 1;
	expect_violation("S1:");
}
END_TEST

START_TEST(test_S1_zone_edge_inside_a_block)
{
	zones[ZONE_DMA].end--;
	expect_violation("S1:");
}
END_TEST

START_TEST(test_Z1_page_that_is_not_zero)
{
	char *addr = pfn_to_addr(run + 5);

	addr[PAGE_BYTES - 1] = 1;
	expect_violation("Z1:");
}
END_TEST

START_TEST(test_Z1_page_in_the_pool_that_is_not_zero)
{
	char *addr;

	stripe_put(run, 4, 0);
	addr = pfn_to_addr(run + BLOCK_PAGES - 1);
	addr[7] = 1;
	expect_violation("Z1:");
}
END_TEST

START_TEST(test_Z1_allows_data_in_dirty_and_in_used_pages)
{
	struct page_request rq = {
		.nr_pages = 1, .zone = zone, .kind = PG_RUN, .home = &stripes[0]
	};
	pfn_t used = page_alloc(&rq);

	memset(pfn_to_addr(run), 1, 4 * PAGE_BYTES);
	memset(pfn_to_addr(used), 1, PAGE_BYTES);
	stripe_put(run, 4, 4);
	ck_pages_sound();
}
END_TEST

static Suite *page_check_suite(void)
{
	Suite *s = suite_create("page_check");
	TCase *core = suite_case(s, "core", setup);
	TCase *corruption = suite_case(s, "corruption", setup);

	tcase_add_test(core, test_census_counts_each_use);
	tcase_add_test(core, test_census_counts_long_runs);
	tcase_add_test(core, test_no_page_becomes_resident);
	tcase_add_test(core, test_violation_says_so);
	tcase_add_test(core, test_Z1_allows_data_in_dirty_and_in_used_pages);
	tcase_add_test(corruption, test_B1_free_part_of_the_top_order);
	tcase_add_test(corruption, test_B2_free_buddies);
	tcase_add_test(corruption, test_B3_counter_of_the_pool);
	tcase_add_test(corruption, test_B3_counter_of_a_stripe);
	tcase_add_test(corruption, test_B3_counter_of_dirty_pages);
	tcase_add_test(corruption, test_B3_counter_of_an_order);
	tcase_add_test(corruption, test_B3_map_of_the_pool);
	tcase_add_test(corruption, test_B3_map_of_the_dirty_pool);
	tcase_add_test(corruption, test_B3_counters_of_a_block);
	tcase_add_test(corruption, test_B3_dirty_pages_of_a_block);
	tcase_add_test(corruption, test_B3_orders_of_a_block);
	tcase_add_test(corruption, test_B3_summary_of_a_block);
	tcase_add_test(corruption, test_B3_block_on_the_wrong_list);
	tcase_add_test(corruption, test_B3_torn_list);
	tcase_add_test(corruption, test_B3_words_beside_the_lists);
	tcase_add_test(corruption, test_B3_block_on_a_foreign_list);
	tcase_add_test(corruption, test_B4_page_that_is_nobodys);
	tcase_add_test(corruption, test_B4_page_with_two_owners);
	tcase_add_test(corruption, test_B4_free_part_within_another);
	tcase_add_test(corruption, test_B4_run_over_its_neighbour);
	tcase_add_test(corruption, test_B4_long_run_without_an_owner);
	tcase_add_test(corruption, test_S1_run_across_a_block_edge);
	tcase_add_test(corruption, test_S1_zone_edge_inside_a_block);
	tcase_add_test(corruption, test_Z1_page_that_is_not_zero);
	tcase_add_test(corruption, test_Z1_page_in_the_pool_that_is_not_zero);
	return s;
}

int main(void)
{
	return suite_run(page_check_suite());
}
