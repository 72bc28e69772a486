/* SPDX-License-Identifier: MIT */
/*
 * tools/sample.c - a small heap, made by hand
 */
#include "tools/sample.h"

#include "info/fragmentation.h"

#include <string.h>

enum { NORMAL = BUDDY_ZONE_NORMAL };

static struct heap heap;
static struct heap_stripe stripe;
static struct heap_thread threads[3];
static struct page_view views[SAMPLE_PAGES];
static struct pages pages;

static void add_zones(struct buddy_info *info)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal" };
	static const uint64_t start[] = { 0, 4096, SAMPLE_START };
	static const uint64_t spanned[] = { 4096, 1044480, 1048576 };

	info->nr_zones = 3;
	info->nr_orders = 11;
	for (unsigned z = 0; z < 3; z++) {
		struct buddy_zone_info *zone = &info->zone[z];

		strcpy(zone->name, names[z]);
		zone->start_pfn = start[z];
		zone->spanned_pages = spanned[z];
		zone->watermark_min = 10 * (z + 1);
		zone->watermark_low = 20 * (z + 1);
		zone->watermark_high = 30 * (z + 1);
	}
	info->zone[0].protection[1] = 4080;
	info->zone[0].protection[2] = 8176;
	info->zone[1].protection[2] = 4096;
}

static void fill_normal(struct buddy_zone_info *zone)
{
	static const uint64_t nr_free[] = { 1, 0, 1, 1, 2, 2, 2, 2, 1, 2, 1 };

	zone->present_pages = zone->managed_pages = SAMPLE_PAGES;
	memcpy(zone->nr_free, nr_free, sizeof(nr_free));
	zone->free_pages = SAMPLE_FREE_PAGES;
	zone->dirty_pages = 1;
}

void sample_indices(struct buddy_info *info)
{
	for (unsigned z = 0; z < info->nr_zones; z++) {
		struct buddy_zone_info *zone = &info->zone[z];

		for (unsigned o = 0; o < info->nr_orders; o++) {
			zone->fragmentation_index[o] = fragmentation_index(
				zone->nr_free, info->nr_orders, o);
			zone->unusable_free_index[o] = unusable_free_index(
				zone->nr_free, info->nr_orders, o);
		}
	}
}

static void add_threads(void)
{
	threads[0] = (struct heap_thread){ .live = true,
					   .objects = 20,
					   .bytes = 20 * 112,
					   .pcp_pages = 3,
					   .pcp_high = 16,
					   .pcp_batch = 4,
					   .allocs = 1000 };
	threads[1] = (struct heap_thread){ .live = false, .pcp_high = 16 };
	threads[2] = (struct heap_thread){ .live = true,
					   .pcp_high = 1024,
					   .pcp_batch = 8 };
	stripe = (struct heap_stripe){ .nr_threads = 2, .slab_pages = 16 };
	heap.thread = threads;
	heap.nr_threads = 3;
	heap.stripe = &stripe;
	heap.nr_stripes = 1;
}

static void add_classes(void)
{
	heap.nr_classes = 2;
	heap.class[0] = (struct heap_class){ .size = 16,
					     .nr_objects = 1024,
					     .slab_pages = 4 };
	heap.class[1] = (struct heap_class){ .size = 112,
					     .nr_objects = 292,
					     .slab_pages = 8,
					     .nr_slabs = 2,
					     .nr_out = 300,
					     .nr_cached = 20,
					     .unused_pages = 4 };
	heap.slab_slack_bytes = 16 * PAGE_BYTES - 300 * 112;
}

struct heap *sample_heap(void)
{
	struct buddy_info *info = &heap.info;

	heap = (struct heap){ .present = SAMPLE_PAGES,
			      .free = SAMPLE_FREE_PAGES,
			      .dirty = 1,
			      .virgin_blocks = { 4, 1020, 1021 },
			      .taken = 12.5,
			      .exact = true };
	add_zones(info);
	fill_normal(&info->zone[NORMAL]);
	sample_indices(info);
	add_threads();
	add_classes();
	info->arena_base = 0x7f0000000000;
	info->arena_bytes = UINT64_C(8) << 30;
	info->nr_stripes = 1;
	info->nr_threads = 2;
	info->slab_pages = SAMPLE_SLAB_PAGES;
	info->run_pages = SAMPLE_RUN_PAGES;
	info->pcp_pages = SAMPLE_PCP_PAGES;
	info->cached_bytes = 20 * 112;
	info->cached_limit = 3 << 19;
	info->user_bytes = 280 * 112 + SAMPLE_RUN_PAGES * PAGE_BYTES;
	info->metadata_bytes = 200000;
	info->allocs = 1000;
	info->frees = 720;
	info->splits = 12;
	info->merges = 3;
	info->purged_pages = 77;
	return &heap;
}

/* Pages [at, at + nr) of the sample. */
static void put(unsigned at, unsigned nr, enum page_state state,
		unsigned detail)
{
	for (unsigned i = at; i < at + nr; i++)
		views[i] = (struct page_view){ .head = SAMPLE_START + at,
					       .state = state,
					       .detail = detail };
}

struct pages *sample_pages(void)
{
	put(0, 8, PAGE_SLAB, 1);
	put(8, 8, PAGE_SLAB, 1);
	for (unsigned o = 4; o < 10; o++)
		put(1 << o, 1 << o, PAGE_FREE_CLEAN, o);
	put(1024, 256, PAGE_RUN, 0);
	put(1280, 3, PAGE_PCP, 0);
	put(1283, 1, PAGE_FREE_DIRTY, 0);
	for (unsigned o = 2; o < 8; o++)
		put(1280 + (1 << o), 1 << o, PAGE_FREE_CLEAN, o);
	put(1536, 512, PAGE_FREE_CLEAN, 9);
	put(2048, 1024, PAGE_FREE_CLEAN, 10);
	pages = (struct pages){ .base = 0x7f0000000000 };
	pages.zone[NORMAL] = (struct page_range){
		.start = SAMPLE_START,
		.end = SAMPLE_START + SAMPLE_PAGES,
		.page = views,
	};
	return &pages;
}

struct residency *sample_residency(void)
{
	static struct residency residency;

	residency = (struct residency){ .metadata = 120000 };
	residency.state[PAGE_FREE_DIRTY] = 1 * PAGE_BYTES;
	residency.state[PAGE_PCP] = 3 * PAGE_BYTES;
	residency.state[PAGE_SLAB] = 12 * PAGE_BYTES;
	residency.state[PAGE_RUN] = 200 * PAGE_BYTES;
	residency.total = 216 * PAGE_BYTES + 120000;
	residency.swapped = 8192;
	return &residency;
}

struct process *sample_process(void)
{
	static struct process process;

	process = (struct process){ .pid = 1234,
				    .uid = 1000,
				    .name = "sample",
				    .rss_bytes = 5000000,
				    .minor_faults = 321,
				    .major_faults = 4 };
	return &process;
}
