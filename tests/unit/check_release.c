/* SPDX-License-Identifier: MIT */
/*
 * unit/check_release.c - address space that was never used goes back
 */
#include "buddy/release.h"
#include "os/limits.h"
#include "support/inject.h"
#include "support/pages.h"
#include "support/probe.h"
#include "support/suite.h"

#include <errno.h>
#include <sys/mman.h>

enum { ROOM_BLOCKS = 4 };

static uint32_t present(const struct zone *zone)
{
	return load_relaxed(&zone->frontier) - zone->start;
}

/* Pages above the frontier that a zone may still grow by. */
static uint32_t room(const struct zone *zone)
{
	return load_relaxed(&zone->end) - load_relaxed(&zone->frontier);
}

static pfn_t alloc_pages(enum zone_id zone, uint32_t nr)
{
	struct page_request rq = { .nr_pages = nr,
				   .zone = zone,
				   .nofallback = true,
				   .kind = PG_RUN,
				   .home = &stripes[0] };

	return page_alloc(&rq);
}

static pfn_t alloc(enum zone_id zone)
{
	return alloc_pages(zone, BLOCK_PAGES);
}

START_TEST(test_releasable_is_all_of_a_new_arena)
{
	size_t releasable = zones_releasable_bytes();

	/* All but the records of zones, stripes and chunks. */
	ck_assert_uint_gt(releasable, 8 * GIB);
	ck_assert_uint_lt(releasable, arena.reserved_bytes);
	ck_assert_uint_ge(zones_release(0), releasable);
}
END_TEST

START_TEST(test_releasable_shrinks_with_use)
{
	size_t before = zones_releasable_bytes(), after;

	ck_assert_uint_ne(alloc(ZONE_DMA32), PFN_NONE);
	ck_assert_uint_ne(alloc(ZONE_NORMAL), PFN_NONE);
	after = zones_releasable_bytes();
	ck_assert_uint_le(after, before - 2 * BLOCK_BYTES);
	ck_assert_uint_ge(zones_release(0), after);
	ck_pages_sound();
}
END_TEST

START_TEST(test_release_ends_the_zones)
{
	size_t mapped, released;

	alloc(ZONE_DMA32);
	mapped = os_mapped_bytes();
	released = zones_release(ROOM_BLOCKS * BLOCK_BYTES + 1);

	ck_assert_uint_gt(released, 7 * GIB);
	ck_assert_uint_le(os_mapped_bytes(), mapped - released + 8 * MIB);
	ck_assert(!zone_populated(&zones[ZONE_DMA]));
	ck_assert_uint_eq(room(&zones[ZONE_DMA32]), 0);
	ck_assert_uint_eq(room(&zones[ZONE_NORMAL]), ROOM_BLOCKS * BLOCK_PAGES);
	ck_pages_sound();
}
END_TEST

START_TEST(test_release_keeps_what_is_in_use)
{
	pfn_t pfn[NR_ZONES];

	for (unsigned z = 0; z < NR_ZONES; z++) {
		pfn[z] = alloc_pages(z, 5);
		*(unsigned *)pfn_to_addr(pfn[z]) = z;
	}
	zones_release(0);
	for (unsigned z = 0; z < NR_ZONES; z++) {
		ck_assert_uint_eq(*(unsigned *)pfn_to_addr(pfn[z]), z);
		page_free(pfn[z], 5, 1);
	}
	ck_pages_sound();
	ck_assert_uint_eq(alloc_pages(ZONE_DMA32, 1), pfn[ZONE_DMA32]);
	ck_pages_sound();
}
END_TEST

START_TEST(test_release_leaves_room_to_grow)
{
	uint32_t blocks = 0, most;

	alloc(ZONE_NORMAL);
	zones_release(ROOM_BLOCKS * BLOCK_BYTES);
	most = room(&zones[ZONE_NORMAL]) / BLOCK_PAGES;
	ck_assert_uint_eq(most, ROOM_BLOCKS);
	while (alloc(ZONE_NORMAL) != PFN_NONE)
		blocks++;
	/* The last one may be kept by the watermark. */
	ck_assert_uint_ge(blocks, most - 1);
	ck_assert_uint_le(blocks, most);
	ck_pages_sound();
}
END_TEST

START_TEST(test_release_computes_the_watermarks_anew)
{
	uint32_t before = load_relaxed(&zones[ZONE_NORMAL].mark[WMARK_LOW]);

	alloc(ZONE_NORMAL);
	zones_release(ROOM_BLOCKS * BLOCK_BYTES);
	ck_assert_uint_lt(load_relaxed(&zones[ZONE_NORMAL].mark[WMARK_LOW]),
			  before);
	ck_assert_uint_eq(load_relaxed(&zones[ZONE_DMA].reserve[ZONE_NORMAL]),
			  0);
}
END_TEST

START_TEST(test_release_that_the_kernel_refuses)
{
	size_t mapped;

	alloc(ZONE_NORMAL);
	mapped = arena.mapped_bytes;
	inject_fail(OS_UNRESERVE, 0, ALWAYS, ENOMEM);
	ck_assert_uint_eq(zones_release(ROOM_BLOCKS * BLOCK_BYTES), 0);
	ck_assert_uint_eq(arena.mapped_bytes, mapped);
	ck_assert_uint_ne(alloc(ZONE_NORMAL), PFN_NONE);
	ck_pages_sound();
}
END_TEST

START_TEST(test_release_twice)
{
	alloc(ZONE_NORMAL);
	ck_assert_uint_gt(zones_release(ROOM_BLOCKS * BLOCK_BYTES), 0);
	ck_assert_uint_gt(zones_release(0), 0);
	ck_assert_uint_eq(zones_release(0), 0);
	ck_assert_uint_eq(room(&zones[ZONE_NORMAL]), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_gap_between_zones_is_nobodys)
{
	pfn_t used = alloc(zone_highest), unused = zones[ZONE_DMA].start;

	ck_assert(zones_hold(pfn_to_addr(unused)));
	zones_release(2 * BLOCK_BYTES);
	ck_assert(!zones_hold(pfn_to_addr(unused)));
	ck_assert(arena_holds(pfn_to_addr(unused)));
	ck_assert(zones_hold(pfn_to_addr(used)));
}
END_TEST

START_TEST(test_release_leaves_the_mappings_of_others_alone)
{
	size_t page = arena.page_bytes;
	/* The record of the arena's last chunks: nobody's after a release. */
	char *hole = (char *)arena.blocks - page;

	zones_release(2 * BLOCK_BYTES);
	ck_assert_ptr_eq(mmap(hole, page, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			      -1, 0),
			 hole);
	zones_release(0);
	ck_assert(probe_writable(hole));
}
END_TEST

START_TEST(test_release_of_less_than_there_is)
{
	uint32_t before = room(&zones[zone_highest]);

	zones_release(64 * GIB);
	ck_assert_uint_eq(room(&zones[zone_highest]), before);
	ck_assert_uint_eq(room(&zones[ZONE_DMA]), 0);
	ck_pages_sound();
}
END_TEST

START_TEST(test_pages_above_the_end_are_nobodys)
{
	pfn_t pfn = alloc(zone_highest);
	char *last = pfn_to_addr(arena.nr_pages - 1);

	zones_release(0);
	ck_assert(!arena_holds(last));
	ck_assert(!probe_readable(last));
	ck_assert(arena_holds(pfn_to_addr(pfn)));
}
END_TEST

START_TEST(test_zones_grow_exactly)
{
	for (int i = 0; i < 40; i++)
		alloc(ZONE_NORMAL);
	zones_grow_exactly();
	for (int i = 0; i < 40; i++) {
		uint32_t before = present(&zones[ZONE_NORMAL]);
		uint64_t free = pages_free(ZONE_NORMAL);

		ck_assert_uint_ne(alloc(ZONE_NORMAL), PFN_NONE);
		if (!free)
			ck_assert_uint_eq(present(&zones[ZONE_NORMAL]),
					  before + BLOCK_PAGES);
	}
	ck_pages_sound();
}
END_TEST

static Suite *release_suite(void)
{
	Suite *s = suite_create("release");
	TCase *core = suite_case(s, "core", pages_setup_8g);
	TCase *limits = suite_case(s, "limits", pages_setup_256m);

	tcase_add_test(core, test_releasable_is_all_of_a_new_arena);
	tcase_add_test(core, test_releasable_shrinks_with_use);
	tcase_add_test(core, test_release_ends_the_zones);
	tcase_add_test(core, test_release_keeps_what_is_in_use);
	tcase_add_test(core, test_release_leaves_room_to_grow);
	tcase_add_test(core, test_release_computes_the_watermarks_anew);
	tcase_add_test(core, test_release_that_the_kernel_refuses);
	tcase_add_test(core, test_release_twice);
	tcase_add_test(core, test_release_leaves_the_mappings_of_others_alone);
	tcase_add_test(core, test_gap_between_zones_is_nobodys);
	tcase_add_test(core, test_zones_grow_exactly);
	tcase_add_test(limits, test_release_of_less_than_there_is);
	tcase_add_test(limits, test_pages_above_the_end_are_nobodys);
	return s;
}

int main(void)
{
	return suite_run(release_suite());
}
