/* SPDX-License-Identifier: MIT */
/*
 * unit/check_buddy.c - the functions of <buddy/buddy.h>
 */
#include "slab/heap.h"
#include "slab/registry.h"
#include "support/capture.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Requests that one zone serves or none. */
#define ONLY_DMA (BUDDY_DMA | BUDDY_NOFALLBACK)
#define ONLY_DMA32 (BUDDY_DMA32 | BUDDY_NOFALLBACK)

enum { DMA_PAGES = 4096 };

/* The call fails with that error. */
#define expect_error(call, error)                 \
	do {                                      \
		errno = ERANGE;                   \
		ck_assert_ptr_null(call);         \
		ck_assert_int_eq(errno, (error)); \
	} while (0)

static struct buddy_zone_info zone_info(enum buddy_zone_index zone)
{
	return heap_info().zone[zone];
}

/* ---- pages ------------------------------------------------------------------
 */

START_TEST(test_pages_of_every_order)
{
	for (unsigned order = 0; order <= MAX_ORDER; order++) {
		size_t bytes = (size_t)PAGE_BYTES << order;
		char *p = buddy_alloc_pages(0, order);

		ck_assert_ptr_nonnull(p);
		ck_assert(is_aligned((uintptr_t)p, bytes));
		ck_assert_uint_eq(heap_page(p).order, order);
		memset(p, 1, bytes);
		buddy_free_pages(p, order);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_alloc_pages_refuses_bad_arguments)
{
	expect_error(buddy_alloc_pages(0, MAX_ORDER + 1), EINVAL);
	expect_error(buddy_alloc_pages(0, 31), EINVAL);
	expect_error(buddy_alloc_pages(0, 64), EINVAL);
	expect_error(buddy_alloc_pages(0, ~0u), EINVAL);
	expect_error(buddy_alloc_pages(BUDDY_DMA | BUDDY_DMA32, 0), EINVAL);
	expect_error(buddy_alloc_pages(0x2, 0), EINVAL);
	expect_error(buddy_alloc_pages(0x400, 0), EINVAL);
	expect_error(buddy_alloc_pages(~0u, 0), EINVAL);
	expect_error(buddy_alloc_pages_exact(0, 0), EINVAL);
	expect_error(buddy_alloc_pages_exact(0x8, 100), EINVAL);
	ck_heap_sound();
}
END_TEST

START_TEST(test_alloc_pages_without_memory)
{
	expect_error(buddy_alloc_pages_exact(0, GIB), ENOMEM);
	expect_error(buddy_alloc_pages_exact(0, SIZE_MAX), ENOMEM);
	expect_error(buddy_alloc_pages_exact(0, (size_t)1 << 44), ENOMEM);
	expect_error(buddy_alloc_pages_exact(ONLY_DMA, 17 * MIB), ENOMEM);
	ck_heap_sound();
}
END_TEST

START_TEST(test_success_and_free_keep_errno)
{
	void *p;

	errno = ERANGE;
	p = buddy_alloc_pages(0, 3);
	buddy_free_pages(p, 3);
	p = buddy_alloc_pages_exact(0, 5 * MIB);
	buddy_free_pages_exact(p, 5 * MIB);
	buddy_free_pages(NULL, 0);
	buddy_free_pages_exact(NULL, 10);
	ck_assert_int_eq(errno, ERANGE);
	ck_heap_sound();
}
END_TEST

START_TEST(test_exact_rounds_up_to_pages_only)
{
	static const size_t sizes[] = { 1,	   4096,	4097,
					70 * 1024, BLOCK_BYTES, 5 * MIB + 1,
					9 * MIB };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t pages = (sizes[i] + PAGE_BYTES - 1) / PAGE_BYTES;
		char *p = buddy_alloc_pages_exact(0, sizes[i]);

		ck_assert_ptr_nonnull(p);
		ck_assert(is_aligned((uintptr_t)p, PAGE_BYTES));
		ck_assert_uint_eq(heap_page(p).nr_pages, pages);
		ck_assert_uint_eq(heap_info().run_pages, pages);
		memset(p, 1, sizes[i]);
		buddy_free_pages_exact(p, sizes[i]);
		ck_assert_uint_eq(heap_info().run_pages, 0);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_zero_flag_clears_pages)
{
	for (unsigned order = 0; order <= MAX_ORDER; order++) {
		size_t bytes = (size_t)PAGE_BYTES << order;
		char *p = buddy_alloc_pages(0, order);

		memset(p, 0x5a, bytes);
		buddy_free_pages(p, order);
		p = buddy_alloc_pages(BUDDY_ZERO, order);
		ck_assert(probe_zero(p, bytes));
		memset(p, 0x5a, bytes);
		buddy_free_pages(p, order);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_blocks_do_not_overlap)
{
	struct rng rng = rng_seeded(__func__);
	static struct {
		size_t *p;
		unsigned order;
	} held[64];

	for (unsigned i = 0; i < 5000; i++) {
		unsigned k = (unsigned)rng_below(&rng, 64);
		size_t *p = held[k].p;

		if (p) {
			size_t last = ((size_t)512 << held[k].order) - 1;

			must(p[0] == k && p[last] == k);
			buddy_free_pages(p, held[k].order);
			held[k].p = NULL;
			continue;
		}
		held[k].order = (unsigned)rng_below(&rng, MAX_ORDER);
		p = held[k].p = buddy_alloc_pages(0, held[k].order);
		must(p);
		p[0] = p[((size_t)512 << held[k].order) - 1] = k;
	}
	ck_heap_sound();
}
END_TEST

/* ---- zones ------------------------------------------------------------------
 */

START_TEST(test_default_is_the_highest_zone)
{
	void *p = buddy_alloc_pages(0, 0);

	ck_assert_str_eq(heap_page(p).zone_name, "Normal");
	ck_assert_uint_eq(heap_page(p).zone, BUDDY_ZONE_NORMAL);
	ck_assert_uint_ge(buddy_page_offset(p), (size_t)1 << 32);
	buddy_free_pages(p, 0);
}
END_TEST

START_TEST(test_offsets_fit_in_24_and_32_bits)
{
	for (unsigned order = 0; order < MAX_ORDER; order++) {
		char *dma = buddy_alloc_pages(BUDDY_DMA, order);
		char *dma32 = buddy_alloc_pages(BUDDY_DMA32, order);
		size_t bytes = (size_t)PAGE_BYTES << order;

		ck_assert_str_eq(heap_page(dma).zone_name, "DMA");
		ck_assert_uint_lt(buddy_page_offset(dma + bytes - 1),
				  (size_t)1 << 24);
		ck_assert_str_eq(heap_page(dma32).zone_name, "DMA32");
		ck_assert_uint_lt(buddy_page_offset(dma32 + bytes - 1),
				  (size_t)1 << 32);
		buddy_free_pages(dma, order);
		buddy_free_pages(dma32, order);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_offset_is_relative_to_the_arena)
{
	char *base = (char *)heap_info().arena_base;
	int local;

	ck_assert_uint_eq(buddy_page_offset(base), 0);
	ck_assert_uint_eq(buddy_page_offset(base + 12345), 12345);
	ck_assert_uint_eq(buddy_page_offset(base + 8 * GIB - 1), 8 * GIB - 1);
	ck_assert_uint_eq(buddy_page_offset(base + 8 * GIB), SIZE_MAX);
	ck_assert_uint_eq(buddy_page_offset(base - 1), SIZE_MAX);
	ck_assert_uint_eq(buddy_page_offset(&local), SIZE_MAX);
	ck_assert_uint_eq(buddy_page_offset(NULL), SIZE_MAX);
}
END_TEST

START_TEST(test_offset_before_the_first_use)
{
	int local = 0;

	ck_assert_uint_eq(buddy_page_offset(&local), SIZE_MAX);
	ck_assert_uint_eq(buddy_page_offset(NULL), SIZE_MAX);
}
END_TEST

START_TEST(test_dma_falls_back_to_nothing)
{
	unsigned n = 0;

	/* The lowest zone has none below it; DMA32 has. */
	while (buddy_alloc_pages(BUDDY_DMA, 0))
		n++;
	ck_assert_int_eq(errno, ENOMEM);
	ck_assert_uint_eq(n, DMA_PAGES);
	ck_assert_ptr_nonnull(buddy_alloc_pages(BUDDY_DMA32, 0));
	ck_assert_ptr_nonnull(buddy_alloc_pages(0, 0));
	ck_heap_sound();
}
END_TEST

START_TEST(test_nofallback_stays_in_its_zone)
{
	unsigned dma32 = 0, more = 0;

	/* In 64 MiB the highest zone is DMA32. */
	while (buddy_alloc_pages(BUDDY_NOFALLBACK, 0))
		dma32++;
	ck_assert_uint_eq(dma32, zone_info(BUDDY_ZONE_DMA32).spanned_pages);
	ck_assert_uint_eq(zone_info(BUDDY_ZONE_DMA).present_pages, 0);
	while (buddy_alloc_pages(0, 0))
		more++;
	ck_assert_uint_eq(more, DMA_PAGES);
	ck_heap_sound();
}
END_TEST

START_TEST(test_64_mib_have_dma_and_dma32_and_work)
{
	struct buddy_info info = heap_info();
	void *p;

	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA].spanned_pages, 4096);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA32].spanned_pages, 12288);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_NORMAL].spanned_pages, 0);
	p = buddy_malloc(10 * MIB);
	ck_assert_str_eq(heap_page(p).zone_name, "DMA32");
	memset(p, 1, 10 * MIB);
	buddy_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_protection_of_64_gib)
{
	struct options o = heap_options(64 * GIB);
	struct buddy_info info;

	/* Where so much address space cannot be had there is no such zone. */
	if (!init_with(&o) || heap_info().arena_bytes != 64 * GIB)
		return;
	info = heap_info();
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA].protection[0], 0);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA].protection[1], 4080);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA].protection[2], 65520);
	ck_assert_uint_eq(info.zone[BUDDY_ZONE_DMA32].protection[2], 61440);
}
END_TEST

/* ---- the textbook, and the experiment
 * ------------------------------------------ */

/* Makes whole blocks present, all of them free. */
static void only_whole_blocks_free(unsigned flags)
{
	void *p = buddy_alloc_pages(flags, MAX_ORDER);

	ck_assert_ptr_nonnull(p);
	buddy_free_pages(p, MAX_ORDER);
}

/* With only 1024-page blocks free, 256 pages leave 512 and 256; and back. */
START_TEST(test_textbook_example)
{
	struct buddy_zone_info before, after;
	unsigned quarter = MAX_ORDER - 2;
	void *p;

	only_whole_blocks_free(ONLY_DMA32);
	before = zone_info(BUDDY_ZONE_DMA32);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		ck_assert_uint_eq(before.nr_free[o], 0);
	ck_assert_uint_ge(before.nr_free[MAX_ORDER], 1);

	p = buddy_alloc_pages(ONLY_DMA32, quarter);
	after = zone_info(BUDDY_ZONE_DMA32);
	ck_assert_uint_eq(after.nr_free[MAX_ORDER],
			  before.nr_free[MAX_ORDER] - 1);
	ck_assert_uint_eq(after.nr_free[MAX_ORDER - 1], 1);
	ck_assert_uint_eq(after.nr_free[quarter], 1);
	for (unsigned o = 0; o < quarter; o++)
		ck_assert_uint_eq(after.nr_free[o], 0);
	ck_heap_sound();

	buddy_free_pages(p, quarter);
	after = zone_info(BUDDY_ZONE_DMA32);
	ck_assert_mem_eq(after.nr_free, before.nr_free, sizeof(after.nr_free));
	ck_heap_sound();
}
END_TEST

START_TEST(test_textbook_example_by_default)
{
	unsigned quarter = MAX_ORDER - 2;
	struct buddy_zone_info after;
	void *p;

	only_whole_blocks_free(0);
	p = buddy_alloc_pages(0, quarter);
	after = zone_info(BUDDY_ZONE_NORMAL);
	ck_assert_uint_eq(after.nr_free[MAX_ORDER - 1], 1);
	ck_assert_uint_eq(after.nr_free[quarter], 1);
	buddy_free_pages(p, quarter);
	/* A page cache may keep it for a while, until someone asks. */
	buddy_trim(SIZE_MAX);
	after = zone_info(BUDDY_ZONE_NORMAL);
	for (unsigned o = 0; o < MAX_ORDER; o++)
		ck_assert_uint_eq(after.nr_free[o], 0);
	ck_assert_uint_eq(after.free_pages, after.present_pages);
	ck_heap_sound();
}
END_TEST

/* Fills the zone page by page; returns how many there were. */
static unsigned fill_dma(void **page)
{
	unsigned n = 0;

	while (n < DMA_PAGES && (page[n] = buddy_alloc_pages(ONLY_DMA, 0)))
		n++;
	expect_error(buddy_alloc_pages(ONLY_DMA, 0), ENOMEM);
	return n;
}

START_TEST(test_fragmentation_experiment)
{
	static void *page[DMA_PAGES];
	struct buddy_zone_info zone;
	unsigned n = fill_dma(page);

	ck_assert_uint_eq(n, DMA_PAGES);
	ck_assert_uint_eq(zone_info(BUDDY_ZONE_DMA).free_pages, 0);
	for (unsigned i = 0; i < n; i += 2)
		buddy_free_pages(page[i], 0);

	/* Half of the zone is free, and there are no two pages in a row. */
	zone = zone_info(BUDDY_ZONE_DMA);
	ck_assert_uint_eq(zone.free_pages, n / 2);
	ck_assert_uint_eq(zone.nr_free[0], n / 2);
	for (unsigned o = 1; o <= MAX_ORDER; o++) {
		ck_assert_uint_eq(zone.nr_free[o], 0);
		expect_error(buddy_alloc_pages(ONLY_DMA, o), ENOMEM);
		/* The indices say why: not for lack of memory. */
		ck_assert_int_ge(zone.fragmentation_index[o], 500);
		ck_assert_int_eq(zone.unusable_free_index[o], 1000);
	}
	ck_assert_int_eq(zone.fragmentation_index[0], -1000);
	ck_assert_int_eq(zone.unusable_free_index[0], 0);
	ck_assert_ptr_nonnull(buddy_alloc_pages(ONLY_DMA, 0));
	ck_heap_sound();
}
END_TEST

START_TEST(test_fragmentation_heals)
{
	static void *page[DMA_PAGES];
	unsigned n = fill_dma(page);

	for (unsigned i = 0; i < n; i += 2)
		buddy_free_pages(page[i], 0);
	for (unsigned i = 1; i < n; i += 2)
		buddy_free_pages(page[i], 0);
	ck_assert_uint_eq(zone_info(BUDDY_ZONE_DMA).nr_free[MAX_ORDER],
			  DMA_PAGES / BLOCK_PAGES);
	ck_assert_ptr_nonnull(buddy_alloc_pages(ONLY_DMA, MAX_ORDER - 1));
	ck_heap_sound();
}
END_TEST

/* ---- the state of a page
 * -------------------------------------------------------- */

/* The page's flags, by bits and by name, dirty aside. */
static void expect_flags(const void *addr, unsigned flags, const char *names)
{
	struct buddy_page page = heap_page(addr);

	if (!(flags & BUDDY_PG_DIRTY) && page.flags & BUDDY_PG_DIRTY) {
		char *at = strstr(page.flag_names, ",dirty");

		page.flags &= ~(unsigned)BUDDY_PG_DIRTY;
		if (at)
			memmove(at, at + 6, strlen(at + 6) + 1);
	}
	ck_assert_uint_eq(page.flags, flags);
	ck_assert_str_eq(page.flag_names, names);
}

START_TEST(test_page_info_reserved)
{
	char *last = (char *)heap_info().arena_base + 256 * MIB - PAGE_BYTES;

	expect_flags(last, BUDDY_PG_RESERVED, "reserved");
	ck_assert_uint_eq(heap_page(last).pfn, 256 * MIB / PAGE_BYTES - 1);
	ck_assert_str_eq(heap_page(last).zone_name, "DMA32");
}
END_TEST

START_TEST(test_page_info_run)
{
	char *p = buddy_alloc_pages(0, 2);

	expect_flags(p, BUDDY_PG_HEAD | BUDDY_PG_RUN, "head,run");
	expect_flags(p + PAGE_BYTES, BUDDY_PG_RUN, "run");
	expect_flags(p + 3 * PAGE_BYTES + 100, BUDDY_PG_RUN, "run");
	ck_assert_uint_eq(heap_page(p + PAGE_BYTES).head_pfn, heap_page(p).pfn);
	ck_assert_uint_eq(heap_page(p + PAGE_BYTES).nr_pages, 4);
	ck_assert_uint_eq(heap_page(p + PAGE_BYTES).order, 2);
	ck_assert_uint_eq(heap_page(p).pfn, buddy_page_offset(p) / PAGE_BYTES);
	buddy_free_pages(p, 2);
}
END_TEST

START_TEST(test_page_info_exact_run)
{
	char *p = buddy_alloc_pages_exact(0, 70 * 1024);

	ck_assert_uint_eq(heap_page(p).nr_pages, 18);
	ck_assert_uint_eq(heap_page(p).order, 5);
	expect_flags(p + 17 * PAGE_BYTES, BUDDY_PG_RUN, "run");
	expect_flags(p + 18 * PAGE_BYTES, BUDDY_PG_BUDDY | BUDDY_PG_HEAD,
		     "buddy,head");
	buddy_free_pages_exact(p, 70 * 1024);
}
END_TEST

START_TEST(test_page_info_long_run)
{
	char *p = buddy_alloc_pages_exact(0, 3 * BLOCK_BYTES + 5000);

	ck_assert_uint_eq(heap_page(p).nr_pages, 3 * BLOCK_PAGES + 2);
	expect_flags(p, BUDDY_PG_HEAD | BUDDY_PG_RUN, "head,run");
	expect_flags(p + 2 * BLOCK_BYTES, BUDDY_PG_RUN, "run");
	ck_assert_uint_eq(heap_page(p + 2 * BLOCK_BYTES).head_pfn,
			  heap_page(p).pfn);
	/* The tail beyond its whole blocks is part of it. */
	expect_flags(p + 3 * BLOCK_BYTES + PAGE_BYTES, BUDDY_PG_RUN, "run");
	ck_assert_uint_eq(heap_page(p + 3 * BLOCK_BYTES).head_pfn,
			  heap_page(p).pfn);
	buddy_free_pages_exact(p, 3 * BLOCK_BYTES + 5000);
}
END_TEST

START_TEST(test_page_info_pcp)
{
	char *p = buddy_alloc_pages(0, 1);

	buddy_free_pages(p, 1);
	expect_flags(p, BUDDY_PG_HEAD | BUDDY_PG_RUN | BUDDY_PG_PCP,
		     "head,run,pcp");
	expect_flags(p + PAGE_BYTES, BUDDY_PG_RUN | BUDDY_PG_PCP, "run,pcp");
}
END_TEST

START_TEST(test_page_info_slab)
{
	char *p = buddy_malloc(100);
	struct buddy_page page = heap_page(p);
	char *first = p - (page.pfn - page.head_pfn) * PAGE_BYTES;

	ck_assert_uint_ge(page.nr_pages, 1u << CHUNK_ORDER);
	expect_flags(first, BUDDY_PG_HEAD | BUDDY_PG_SLAB, "head,slab");
	expect_flags(first + PAGE_BYTES, BUDDY_PG_SLAB, "slab");
	buddy_free(p);
}
END_TEST

START_TEST(test_page_info_buddy_and_dirty)
{
	char *p = buddy_alloc_pages(ONLY_DMA, 3);

	*p = 1;
	buddy_free_pages(p, 3);
	/* The pages of a free block may be dirty one by one. */
	expect_flags(p, BUDDY_PG_BUDDY | BUDDY_PG_HEAD | BUDDY_PG_DIRTY,
		     "buddy,head,dirty");
	buddy_trim(0);
	expect_flags(p, BUDDY_PG_BUDDY | BUDDY_PG_HEAD, "buddy,head");
	ck_assert_uint_eq(heap_page(p).flags & BUDDY_PG_DIRTY, 0);
	ck_assert_uint_eq(heap_page(p).order, MAX_ORDER);
	ck_assert_uint_eq(heap_page(p).nr_pages, BLOCK_PAGES);
	expect_flags(p + PAGE_BYTES, BUDDY_PG_BUDDY, "buddy");
}
END_TEST

START_TEST(test_page_info_refuses_bad_arguments)
{
	struct buddy_page page;
	void *p = buddy_malloc(10);
	int local;

	errno = 0;
	ck_assert_int_eq(buddy_page_info(&local, &page, sizeof(page)), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(buddy_page_info(NULL, &page, sizeof(page)), -1);
	errno = 0;
	ck_assert_int_eq(buddy_page_info(p, &page, 0), -1);
	ck_assert_int_eq(errno, EINVAL);
	buddy_free(p);
}
END_TEST

START_TEST(test_page_info_serves_other_sizes)
{
	struct {
		struct buddy_page page;
		char later[32];
	} large;
	struct buddy_page full;
	void *p = buddy_malloc(10);

	memset(&large, 0x5a, sizeof(large));
	ck_assert_int_eq(buddy_page_info(p, &large.page, sizeof(large)), 0);
	full = heap_page(p);
	ck_assert_mem_eq(&large.page, &full, sizeof(full));
	ck_assert(probe_zero(large.later, sizeof(large.later)));

	memset(&large, 0x5a, sizeof(large));
	ck_assert_int_eq(buddy_page_info(p, &large.page, 12), 0);
	ck_assert_mem_eq(&large.page, &full, 12);
	ck_assert_int_eq(*((char *)&large + 12), 0x5a);
	buddy_free(p);
}
END_TEST

/* ---- figures and upkeep
 * ----------------------------------------------------------- */

START_TEST(test_info_serves_other_sizes)
{
	struct {
		struct buddy_info info;
		char later[64];
	} large;
	struct buddy_info full = heap_info();

	memset(&large, 0x5a, sizeof(large));
	ck_assert_int_eq(buddy_info(&large.info, sizeof(large)), 0);
	ck_assert_mem_eq(&large.info, &full, sizeof(full));
	ck_assert(probe_zero(large.later, sizeof(large.later)));

	memset(&large, 0x5a, sizeof(large));
	ck_assert_int_eq(buddy_info(&large.info, 8), 0);
	ck_assert_mem_eq(&large.info, &full, 8);
	ck_assert_int_eq(*((char *)&large + 8), 0x5a);
}
END_TEST

START_TEST(test_info_refuses_bad_arguments)
{
	struct buddy_info info;

	errno = 0;
	ck_assert_int_eq(buddy_info(NULL, sizeof(info)), -1);
	ck_assert_int_eq(errno, EINVAL);
	errno = 0;
	ck_assert_int_eq(buddy_info(&info, 0), -1);
	ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(test_info_follows_what_is_in_use)
{
	void *p = buddy_malloc(1000), *run = buddy_malloc(4 * MIB);

	ck_assert_uint_eq(heap_info().user_bytes,
			  buddy_usable_size(p) + 4 * MIB);
	buddy_free(p);
	buddy_free(run);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_assert_uint_gt(heap_info().cached_bytes, 0);
	ck_assert_uint_le(heap_info().cached_bytes, heap_info().cached_limit);
}
END_TEST

/* What buddy_info_print writes. */
static void printed(char *text, size_t size)
{
	int fds[2];
	ssize_t n;

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(buddy_info_print(fds[1]), 0);
	close(fds[1]);
	n = read(fds[0], text, size - 1);
	ck_assert_int_gt(n, 0);
	text[n] = '\0';
	close(fds[0]);
}

/* Reads a line of /proc/buddyinfo; returns what follows it. */
static const char *parse_line(const char *text, char *zone, uint64_t *nr_free)
{
	int node, at = 0, used = 0;

	ck_assert_int_eq(sscanf(text, "Node %d, zone %8s%n", &node, zone, &at),
			 2);
	ck_assert_int_eq(node, 0);
	ck_assert_int_eq(at, 21);
	for (unsigned o = 0; o < NR_PAGE_ORDERS; o++, at += used) {
		unsigned long n;

		ck_assert_int_eq(sscanf(text + at, "%lu%n", &n, &used), 1);
		ck_assert_int_ge(used, 7);
		nr_free[o] = n;
	}
	ck_assert_int_eq(strncmp(text + at, " \n", 2), 0);
	return text + at + 2;
}

START_TEST(test_info_print_is_proc_buddyinfo)
{
	struct buddy_info info;
	char text[4096], zone[16];
	const char *at = text;

	buddy_alloc_pages(ONLY_DMA, 3);
	buddy_alloc_pages(ONLY_DMA32, 0);
	info = heap_info();
	printed(text, sizeof(text));
	for (unsigned z = 0; z < 2; z++) {
		uint64_t nr_free[NR_PAGE_ORDERS];

		at = parse_line(at, zone, nr_free);
		ck_assert_str_eq(zone, info.zone[z].name);
		ck_assert_mem_eq(nr_free, info.zone[z].nr_free,
				 sizeof(nr_free));
	}
	ck_assert_str_eq(at, "");
}
END_TEST

START_TEST(test_info_print_reports_errors)
{
	buddy_free(buddy_malloc(1));
	errno = 0;
	ck_assert_int_eq(buddy_info_print(-1), -1);
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

START_TEST(test_trim_gives_memory_back)
{
	char *p = buddy_malloc(20 * MIB), *small[500];

	purge_config.floor_pages = UINT32_MAX;
	memset(p, 1, 20 * MIB);
	for (int i = 0; i < 500; i++)
		small[i] = memset(buddy_malloc(2000), 1, 2000);
	for (int i = 0; i < 500; i++)
		buddy_free(small[i]);
	buddy_free(p);
	ck_assert_uint_gt(probe_resident(p, 20 * MIB), 0);

	ck_assert_int_eq(buddy_trim(0), 1);
	ck_assert_uint_eq(probe_resident(p, 20 * MIB), 0);
	ck_assert_uint_eq(heap_info().cached_bytes, 0);
	ck_assert_uint_eq(heap_info().slab_pages, 0);
	ck_assert_uint_eq(heap_info().pcp_pages, 0);
	ck_assert_int_eq(buddy_trim(0), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_trim_keeps_the_pad)
{
	char *p = buddy_malloc(20 * MIB);
	uint64_t dirty = 0;

	purge_config.floor_pages = UINT32_MAX;
	memset(p, 1, 20 * MIB);
	buddy_free(p);
	ck_assert_int_eq(buddy_trim(GIB), 0);
	ck_assert_int_eq(buddy_trim(8 * MIB), 1);
	for (int z = 0; z < BUDDY_INFO_ZONES; z++)
		dirty += zone_info(z).dirty_pages;
	ck_assert_uint_le(dirty, 8 * MIB / PAGE_BYTES);
	ck_assert_uint_ge(dirty, 4 * MIB / PAGE_BYTES - BLOCK_PAGES / 4);
	ck_heap_sound();
}
END_TEST

START_TEST(test_trim_of_an_unused_heap)
{
	ck_assert_int_eq(buddy_trim(0), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_trim_when_the_kernel_refuses)
{
	char *p = buddy_malloc(10 * MIB);

	memset(p, 1, 10 * MIB);
	buddy_free(p);
	inject_fail(OS_PURGE, 0, ALWAYS, EINVAL);
	ck_assert_int_eq(buddy_trim(0), 0);
	ck_heap_sound();
	inject_stop();
	p = buddy_calloc(1, 10 * MIB);
	ck_assert(probe_zero(p, 10 * MIB));
	buddy_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_malloc_names)
{
	char *p = buddy_malloc(100), *q;

	pattern_write(p, 100, 1);
	q = buddy_realloc(p, 5000);
	ck_assert(pattern_kept(q, 100, 100, 1));
	ck_assert_uint_ge(buddy_usable_size(q), 5000);
	buddy_free(q);
	q = buddy_calloc(10, 10);
	ck_assert(probe_zero(q, 100));
	buddy_free(q);
	q = buddy_aligned_alloc(1024, 10);
	ck_assert(is_aligned((uintptr_t)q, 1024));
	buddy_free(q);
	buddy_free(NULL);
	ck_assert_uint_eq(buddy_usable_size(NULL), 0);
	ck_heap_sound();
}
END_TEST

/* ---- wrong frees
 * ------------------------------------------------------------------- */

struct wrong {
	void *addr;
	size_t size; /* an order, or bytes */
};

static void free_pages(void *arg)
{
	const struct wrong *w = arg;

	buddy_free_pages(w->addr, (unsigned)w->size);
}

static void free_exact(void *arg)
{
	const struct wrong *w = arg;

	buddy_free_pages_exact(w->addr, w->size);
}

static void expect_stop(void (*fn)(void *), void *addr, size_t size)
{
	struct wrong w = { addr, size };
	struct capture c = capture(fn, &w);

	ck_assert_msg(capture_aborted(&c, "libbuddy: buddy_free_pages"),
		      "no message in: %s", c.text);
}

START_TEST(test_wrong_frees_stop_the_program)
{
	char *p = buddy_alloc_pages(0, 2), *object = buddy_malloc(100);
	char *exact = buddy_alloc_pages_exact(0, 5 * MIB);
	int local;

	expect_stop(free_pages, p, 1);
	expect_stop(free_pages, p, 3);
	expect_stop(free_pages, p, MAX_ORDER + 1);
	expect_stop(free_pages, p, 64);
	expect_stop(free_pages, p + PAGE_BYTES, 0);
	expect_stop(free_pages, p + 16, 2);
	expect_stop(free_pages, object, 0);
	expect_stop(free_pages, &local, 0);
	expect_stop(free_exact, exact, 5 * MIB + 1);
	expect_stop(free_exact, exact, 5 * MIB - PAGE_BYTES);
	expect_stop(free_exact, exact, 0);
	expect_stop(free_exact, object, 100);
	expect_stop(free_exact, &local, 100);
	buddy_free_pages(p, 2);
	expect_stop(free_pages, p, 2);
	buddy_free_pages_exact(exact, 5 * MIB);
	expect_stop(free_exact, exact, 5 * MIB);
	ck_heap_sound();
}
END_TEST

/* ---- threads
 * ------------------------------------------------------------------------ */

enum { SLOTS = 64, ROUNDS = 3000 };

struct shared {
	struct rng rng;
	_Atomic(void *) slot[SLOTS]; /* by order: slot % 8 */
};

static void exchange_pages(void *arg, unsigned i)
{
	static const unsigned flags[] = { 0, BUDDY_DMA32, BUDDY_ZERO, 0 };
	struct shared *s = arg;
	struct rng rng = rng_derived(&s->rng, i);

	for (int n = 0; n < ROUNDS; n++) {
		unsigned k = (unsigned)rng_below(&rng, SLOTS), order = k % 8;
		size_t *p = buddy_alloc_pages(flags[rng_below(&rng, 4)], order);

		must(p);
		*p = order;
		p = atomic_exchange(&s->slot[k], p);
		must(!p || *p == order);
		buddy_free_pages(p, order);
		if (n % 1000 == 999)
			buddy_trim(0);
		if (n % 500 == 499)
			(void)heap_info();
	}
}

START_TEST(test_threads_exchange_pages)
{
	static struct shared s;

	s.rng = rng_seeded(__func__);
	threads_run(4, exchange_pages, &s);
	ck_heap_sound();
	for (unsigned k = 0; k < SLOTS; k++)
		buddy_free_pages(atomic_load(&s.slot[k]), k % 8);
	buddy_trim(0);
	ck_assert_uint_eq(heap_info().run_pages, 0);
	for (unsigned z = 0; z < NR_ZONES; z++)
		ck_assert_uint_eq(zone_info(z).free_pages,
				  zone_info(z).present_pages);
	ck_heap_sound();
}
END_TEST

START_TEST(test_ctl_reads_and_sets)
{
	uint64_t old = 0, value = 90;

	ck_assert_int_eq(buddy_ctl("opt.arena", &old, NULL), 0);
	ck_assert_uint_eq(old, 256 * MIB);
	ck_assert_int_eq(buddy_ctl("purge.share", NULL, &value), 0);
	ck_assert_int_eq(buddy_ctl("purge.share", &old, NULL), 0);
	ck_assert_uint_eq(old, 90);
	ck_assert_str_eq(buddy_ctl_name(0), "heap.present_pages");
	ck_assert_ptr_null(buddy_ctl_name(~0u));
}
END_TEST

static void ck_ctl_fails(const char *name, uint64_t *old, const uint64_t *value,
			 int error)
{
	errno = ERANGE;
	ck_assert_int_eq(buddy_ctl(name, old, value), -1);
	ck_assert_int_eq(errno, error);
}

START_TEST(test_ctl_refuses_bad_arguments)
{
	uint64_t old = 77, zero = 0;

	ck_ctl_fails("nonsense", &old, NULL, ENOENT);
	ck_ctl_fails("heap.frees", &old, &zero, EPERM);
	ck_ctl_fails("purge.share", &old, &zero, EINVAL);
	ck_ctl_fails("purge.share", NULL, NULL, EINVAL);
	ck_ctl_fails("trim", &old, NULL, EINVAL);
	ck_ctl_fails(NULL, &old, NULL, EINVAL);
	ck_assert_uint_eq(old, 77);
	errno = ERANGE;
	ck_assert_int_eq(buddy_ctl("trim", &old, &zero), 0);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_ctl_is_a_first_use)
{
	uint64_t bytes = 0;

	ck_assert_int_eq(buddy_ctl("heap.arena_bytes", &bytes, NULL), 0);
	ck_assert_uint_gt(bytes, 0);
}
END_TEST

static void add_pages(Suite *s)
{
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *small = suite_case(s, "core", heap_setup_64m);
	TCase *large = suite_case(s, "core", heap_setup_8g);
	TCase *limits = suite_case(s, "limits", heap_setup_256m);
	TCase *fresh = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_pages_of_every_order);
	tcase_add_test(core, test_success_and_free_keep_errno);
	tcase_add_test(core, test_exact_rounds_up_to_pages_only);
	tcase_add_test(core, test_zero_flag_clears_pages);
	tcase_add_test(core, test_blocks_do_not_overlap);
	tcase_add_test(core, test_fragmentation_experiment);
	tcase_add_test(core, test_fragmentation_heals);
	tcase_add_test(small, test_nofallback_stays_in_its_zone);
	tcase_add_test(small, test_64_mib_have_dma_and_dma32_and_work);
	tcase_add_test(large, test_default_is_the_highest_zone);
	tcase_add_test(large, test_offsets_fit_in_24_and_32_bits);
	tcase_add_test(large, test_offset_is_relative_to_the_arena);
	tcase_add_test(large, test_textbook_example);
	tcase_add_test(large, test_textbook_example_by_default);
	tcase_add_test(large, test_fragmentation_experiment);
	tcase_add_test(limits, test_alloc_pages_refuses_bad_arguments);
	tcase_add_test(limits, test_alloc_pages_without_memory);
	tcase_add_test(limits, test_dma_falls_back_to_nothing);
	tcase_add_test(fresh, test_offset_before_the_first_use);
	tcase_add_test(fresh, test_ctl_is_a_first_use);
	tcase_add_test(fresh, test_protection_of_64_gib);
}

static void add_figures(Suite *s)
{
	TCase *pages = suite_case(s, "core", heap_setup_256m);
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *limits = suite_case(s, "limits", heap_setup_256m);

	tcase_add_test(pages, test_page_info_reserved);
	tcase_add_test(pages, test_page_info_run);
	tcase_add_test(pages, test_page_info_exact_run);
	tcase_add_test(pages, test_page_info_long_run);
	tcase_add_test(pages, test_page_info_pcp);
	tcase_add_test(pages, test_page_info_slab);
	tcase_add_test(pages, test_page_info_buddy_and_dirty);
	tcase_add_test(limits, test_page_info_refuses_bad_arguments);
	tcase_add_test(limits, test_page_info_serves_other_sizes);
	tcase_add_test(limits, test_info_serves_other_sizes);
	tcase_add_test(limits, test_info_refuses_bad_arguments);
	tcase_add_test(limits, test_info_print_reports_errors);
	tcase_add_test(core, test_info_follows_what_is_in_use);
	tcase_add_test(core, test_info_print_is_proc_buddyinfo);
	tcase_add_test(core, test_trim_gives_memory_back);
	tcase_add_test(core, test_trim_keeps_the_pad);
	tcase_add_test(core, test_malloc_names);
	tcase_add_test(core, test_ctl_reads_and_sets);
	tcase_add_test(limits, test_ctl_refuses_bad_arguments);
	tcase_add_test(limits, test_trim_of_an_unused_heap);
	tcase_add_test(limits, test_trim_when_the_kernel_refuses);
}

static Suite *buddy_suite(void)
{
	Suite *s = suite_create("buddy");
	TCase *corruption, *concurrency;

	add_pages(s);
	add_figures(s);
	corruption = suite_case(s, "corruption", heap_setup_256m);
	tcase_add_test(corruption, test_wrong_frees_stop_the_program);
	concurrency = suite_case(s, "concurrency", heap_setup_8g);
	tcase_add_test(concurrency, test_threads_exchange_pages);
	return s;
}

int main(void)
{
	return suite_run(buddy_suite());
}
