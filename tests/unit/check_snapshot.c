/* SPDX-License-Identifier: MIT */
/*
 * unit/check_snapshot.c - the figures add up, and every page can be described
 */
#include "info/snapshot.h"
#include "info/fragmentation.h"
#include "slab/heap.h"
#include "slab/registry.h"
#include "support/heap.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <string.h>

enum { BLOCKS = 300 };

static void *blocks[BLOCKS];
static size_t sizes[BLOCKS];

/* Uses the heap in all sorts of ways, and leaves some of it in use. */
static void use_heap(void)
{
	struct rng rng = rng_seeded(__func__);

	for (unsigned i = 0; i < BLOCKS; i++) {
		sizes[i] = 1 + rng_size(&rng, 2 * MIB);
		blocks[i] = heap_alloc(sizes[i]);
		must(blocks[i]);
	}
	for (unsigned i = 0; i < BLOCKS; i += 2) {
		heap_free(blocks[i]);
		blocks[i] = NULL;
	}
}

START_TEST(test_new_heap)
{
	struct buddy_info info;

	snapshot_heap(&info);
	ck_assert_uint_eq(info.nr_orders, NR_PAGE_ORDERS);
	ck_assert_uint_eq(info.nr_zones, NR_ZONES);
	ck_assert_uint_eq(info.arena_base, arena_base);
	ck_assert_uint_eq(info.arena_bytes, 64 * MIB);
	ck_assert_uint_eq(info.nr_stripes, 1);
	ck_assert_uint_eq(info.nr_threads, 0);
	ck_assert_uint_eq(info.slab_pages + info.run_pages + info.pcp_pages, 0);
	ck_assert_uint_eq(info.user_bytes + info.cached_bytes, 0);
	ck_assert_uint_eq(info.lost_bytes + info.foreign_frees, 0);
	ck_assert_uint_gt(info.metadata_bytes, 0);
	ck_assert_uint_eq(info.cached_limit, stacks_limit() + REMOTE_BYTES);
}
END_TEST

START_TEST(test_zones_of_a_new_heap)
{
	struct buddy_info info;

	snapshot_heap(&info);
	ck_assert_str_eq(info.zone[BUDDY_ZONE_DMA].name, "DMA");
	ck_assert_str_eq(info.zone[BUDDY_ZONE_DMA32].name, "DMA32");
	ck_assert_str_eq(info.zone[BUDDY_ZONE_NORMAL].name, "Normal");
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA].spanned_pages, 4096);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA32].start_pfn, 4096);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA32].spanned_pages, 12288);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_NORMAL].spanned_pages, 0);
	for (unsigned z = 0; z < NR_ZONES; z++) {
		const struct buddy_zone_info *zone = &info.zone[z];

		ck_assert_uint_eq(zone->present_pages, 0);
		ck_assert_uint_eq(zone->free_pages, 0);
		ck_assert_uint_eq(zone->watermark_min,
				  load_relaxed(&zones[z].mark[WMARK_MIN]));
		ck_assert_uint_eq(zone->watermark_low,
				  load_relaxed(&zones[z].mark[WMARK_LOW]));
		ck_assert_uint_eq(zone->watermark_high,
				  load_relaxed(&zones[z].mark[WMARK_HIGH]));
		for (unsigned h = 0; h < NR_ZONES; h++)
			ck_assert_uint_eq(zone->protection[h],
					  load_relaxed(&zones[z].reserve[h]));
	}
}
END_TEST

START_TEST(test_pages_add_up)
{
	struct buddy_info info;
	uint64_t present = 0, free = 0;

	use_heap();
	snapshot_heap(&info);
	for (unsigned z = 0; z < NR_ZONES; z++) {
		const struct buddy_zone_info *zone = &info.zone[z];
		uint64_t sum = 0;

		for (unsigned o = 0; o < info.nr_orders; o++)
			sum += zone->nr_free[o] << o;
		ck_assert_uint_eq(zone->free_pages, sum);
		ck_assert_uint_le(zone->dirty_pages, sum);
		ck_assert_uint_eq(zone->managed_pages, zone->present_pages);
		present += zone->present_pages;
		free += sum;
	}
	ck_assert_uint_eq(present, free + info.slab_pages + info.run_pages +
					   info.pcp_pages);
	ck_heap_sound();
}
END_TEST

START_TEST(test_user_bytes_are_what_can_be_used)
{
	struct buddy_info info;
	uint64_t usable = 0;

	use_heap();
	for (unsigned i = 0; i < BLOCKS; i++)
		usable += heap_usable_size(blocks[i]);
	snapshot_heap(&info);
	ck_assert_uint_eq(info.user_bytes, usable);
	ck_assert_uint_eq(info.cached_bytes, registry_usage().bytes);
	ck_assert_uint_eq(info.pcp_pages, registry_usage().pcp_pages);
	ck_assert_uint_eq(info.nr_threads, 1);
}
END_TEST

START_TEST(test_indices_follow_the_free_blocks)
{
	struct buddy_info info;

	use_heap();
	snapshot_heap(&info);
	for (unsigned z = 0; z < NR_ZONES; z++)
		for (unsigned o = 0; o < NR_PAGE_ORDERS; o++) {
			const struct buddy_zone_info *zone = &info.zone[z];

			must(zone->fragmentation_index[o] ==
			     fragmentation_index(zone->nr_free, NR_PAGE_ORDERS,
						 o));
			must(zone->unusable_free_index[o] ==
			     unusable_free_index(zone->nr_free, NR_PAGE_ORDERS,
						 o));
		}
}
END_TEST

START_TEST(test_allocations_and_what_is_left_of_them)
{
	struct buddy_info before, info;
	void *run = heap_alloc(5 * PAGE_BYTES), *object = heap_alloc(10);

	snapshot_heap(&before);
	ck_assert_uint_eq(before.allocs, 2);
	ck_assert_uint_eq(before.frees, 0);
	heap_free(heap_alloc_aligned(64, 100));
	run = heap_realloc(run, 9 * PAGE_BYTES);
	heap_free(run);
	snapshot_heap(&info);
	ck_assert_uint_ge(info.allocs, 3);
	ck_assert_uint_eq(info.allocs - info.frees, 1);
	ck_assert_uint_eq(info.run_pages, 0);
	heap_free(object);
	snapshot_heap(&info);
	ck_assert_uint_eq(info.allocs, info.frees);
}
END_TEST

START_TEST(test_splits_and_merges_follow_a_page)
{
	struct buddy_info info;
	void *page = heap_alloc_aligned(PAGE_BYTES, OBJECT_MAX + 1);

	snapshot_heap(&info);
	ck_assert_uint_gt(info.splits, 0);
	ck_assert_uint_eq(info.merges, 0);
	heap_free(page);
	registry_drain_all();
	snapshot_heap(&info);
	ck_assert_uint_gt(info.merges, 0);
	ck_assert_int_eq(info.in_flight_pages, 0);
}
END_TEST

START_TEST(test_pages_taken_and_not_handed_out_are_in_flight)
{
	struct page_request rq = {
		.nr_pages = 3,
		.zone = zone_highest,
		.kind = PG_RUN,
		.home = &stripes[0],
	};
	struct buddy_info info;
	pfn_t pfn = page_alloc(&rq);

	snapshot_heap(&info);
	ck_assert_int_eq(info.in_flight_pages, 3);
	page_free(pfn, 3, 0);
	snapshot_heap(&info);
	ck_assert_int_eq(info.in_flight_pages, 0);
}
END_TEST

/* ---- pages
 * ------------------------------------------------------------------- */

static struct buddy_page describe(pfn_t pfn)
{
	struct buddy_page page;

	snapshot_page(pfn_to_addr(pfn), &page);
	must(page.pfn == pfn);
	must(page.zone == zone_of(pfn));
	must(!strcmp(page.zone_name, zones[page.zone].name));
	must(page.head_pfn <= pfn && pfn < page.head_pfn + page.nr_pages);
	must(1u << page.order >= page.nr_pages);
	return page;
}

/* All pages of a block say the same of it. */
START_TEST(test_every_page_is_described)
{
	unsigned own = BUDDY_PG_HEAD | BUDDY_PG_DIRTY;

	use_heap();
	for (pfn_t pfn = 0; pfn < arena.nr_pages; pfn++) {
		struct buddy_page page = describe(pfn);
		struct buddy_page head = describe((pfn_t)page.head_pfn);

		if (!zone_present(pfn)) {
			must(page.flags == BUDDY_PG_RESERVED);
			continue;
		}
		must(!(page.flags & BUDDY_PG_RESERVED));
		must(!(page.flags & BUDDY_PG_HEAD) == (page.head_pfn != pfn));
		must(head.head_pfn == page.head_pfn);
		must(head.nr_pages == page.nr_pages);
		must((head.flags | own) == (page.flags | own));
	}
}
END_TEST

START_TEST(test_flags_count_the_pages)
{
	struct buddy_info info;
	uint64_t buddy = 0, slab = 0, run = 0, pcp = 0, dirty = 0;

	use_heap();
	for (pfn_t pfn = 0; pfn < arena.nr_pages; pfn++) {
		struct buddy_page page;

		snapshot_page(pfn_to_addr(pfn), &page);
		buddy += !!(page.flags & BUDDY_PG_BUDDY);
		slab += !!(page.flags & BUDDY_PG_SLAB);
		pcp += !!(page.flags & BUDDY_PG_PCP);
		run += page.flags & BUDDY_PG_RUN &&
		       !(page.flags & BUDDY_PG_PCP);
		dirty += page.flags & BUDDY_PG_BUDDY &&
			 page.flags & BUDDY_PG_DIRTY;
	}
	snapshot_heap(&info);
	ck_assert_uint_eq(slab, info.slab_pages);
	ck_assert_uint_eq(run, info.run_pages);
	ck_assert_uint_eq(pcp, info.pcp_pages);
	for (unsigned z = 0; z < NR_ZONES; z++) {
		buddy -= info.zone[z].free_pages;
		dirty -= info.zone[z].dirty_pages;
	}
	ck_assert_uint_eq(buddy, 0);
	ck_assert_uint_eq(dirty, 0);
}
END_TEST

START_TEST(test_pages_of_a_long_run)
{
	uint32_t nr = 2 * BLOCK_PAGES + 5;
	char *p = heap_alloc((size_t)nr << PAGE_SHIFT);
	pfn_t pfn = addr_to_pfn(p);

	for (uint32_t i = 0; i < nr; i += BLOCK_PAGES - 1) {
		struct buddy_page page;

		snapshot_page(p + ((size_t)i << PAGE_SHIFT), &page);
		ck_assert_uint_eq(page.head_pfn, pfn);
		ck_assert_uint_eq(page.nr_pages, nr);
		ck_assert_uint_eq(page.flags & ~(unsigned)BUDDY_PG_DIRTY,
				  BUDDY_PG_RUN | (i ? 0 : BUDDY_PG_HEAD));
	}
	heap_free(p);
}
END_TEST

START_TEST(test_tail_of_a_long_run_belongs_to_it)
{
	uint32_t nr = BLOCK_PAGES + 5;
	char *p = heap_alloc((size_t)nr << PAGE_SHIFT);
	struct buddy_page page;

	for (uint32_t i = BLOCK_PAGES; i < nr; i++) {
		snapshot_page(p + ((size_t)i << PAGE_SHIFT), &page);
		ck_assert_uint_eq(page.head_pfn, addr_to_pfn(p));
		ck_assert_uint_eq(page.nr_pages, nr);
		ck_assert_uint_eq(page.flags & BUDDY_PG_RUN, BUDDY_PG_RUN);
		ck_assert_uint_eq(page.flags & BUDDY_PG_HEAD, 0);
	}
	snapshot_page(p + ((size_t)nr << PAGE_SHIFT), &page);
	ck_assert_uint_eq(page.flags & BUDDY_PG_BUDDY, BUDDY_PG_BUDDY);
	heap_free(p);
}
END_TEST

/* One stripe, so that the threads' runs lie in the same blocks. */
static void describe_own_runs(void *arg, unsigned thread)
{
	struct rng rng = rng_derived(arg, thread);
	void *p[16] = { NULL };

	for (unsigned i = 0; i < 4000; i++) {
		unsigned slot = (unsigned)rng_below(&rng, ARRAY_SIZE(p));
		uint32_t nr = 20 + (uint32_t)rng_below(&rng, 60);
		uint32_t nth = (uint32_t)rng_below(&rng, nr);
		struct buddy_page page;

		heap_free(p[slot]);
		p[slot] = heap_alloc((size_t)nr << PAGE_SHIFT);
		must(p[slot]);
		page = describe(addr_to_pfn(p[slot]) + nth);
		must(page.head_pfn == addr_to_pfn(p[slot]));
		must(page.nr_pages == nr);
		must((page.flags & BUDDY_PG_RUN) &&
		     !(page.flags & BUDDY_PG_PCP));
	}
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		heap_free(p[i]);
}

START_TEST(test_pages_of_a_run_while_others_change_its_block)
{
	struct rng rng = rng_seeded(__func__);

	threads_run(4, describe_own_runs, &rng);
	ck_heap_sound();
}
END_TEST

static Suite *snapshot_suite(void)
{
	Suite *s = suite_create("snapshot");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *fresh = suite_case(s, "core", heap_setup_64m);

	tcase_add_test(fresh, test_new_heap);
	tcase_add_test(fresh, test_zones_of_a_new_heap);
	tcase_add_test(fresh,
		       test_pages_of_a_run_while_others_change_its_block);
	tcase_add_test(core, test_pages_add_up);
	tcase_add_test(core, test_user_bytes_are_what_can_be_used);
	tcase_add_test(core, test_indices_follow_the_free_blocks);
	tcase_add_test(core, test_allocations_and_what_is_left_of_them);
	tcase_add_test(core, test_splits_and_merges_follow_a_page);
	tcase_add_test(core, test_pages_taken_and_not_handed_out_are_in_flight);
	tcase_add_test(core, test_every_page_is_described);
	tcase_add_test(core, test_flags_count_the_pages);
	tcase_add_test(core, test_pages_of_a_long_run);
	tcase_add_test(core, test_tail_of_a_long_run_belongs_to_it);
	return s;
}

int main(void)
{
	return suite_run(snapshot_suite());
}
