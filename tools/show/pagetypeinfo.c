/* SPDX-License-Identifier: MIT */
/*
 * show/pagetypeinfo.c - free blocks by type, as in /proc/pagetypeinfo
 */
#include "show/procfs.h"

#include "show/text.h"

#include <inttypes.h>

enum part_type { PART_CLEAN, PART_DIRTY, NR_PART_TYPES };
static const char *const part_names[] = { "Clean", "Dirty" };

enum block_type {
	BLOCK_SLAB,
	BLOCK_RUN,
	BLOCK_MIXED,
	BLOCK_CACHED,
	BLOCK_FREE,
	NR_BLOCK_TYPES
};
static const char *const block_names[] = { "Slab", "Run", "Mixed", "Cached",
					   "Free" };

struct counts {
	uint64_t parts[NR_PART_TYPES][HEAP_ORDERS];
	uint64_t blocks[NR_BLOCK_TYPES];
};

/* Counts the free part that starts at pfn; its pages. */
static uint64_t count_part(struct counts *c, const struct page_range *range,
			   uint64_t pfn, unsigned nr_orders)
{
	const struct page_view *page = &range->page[pfn - range->start];
	/* What changed while it was read is taken page by page. */
	unsigned order = page->detail < nr_orders ? page->detail : 0;
	uint64_t nr = UINT64_C(1) << order;
	enum part_type type = PART_CLEAN;

	if (nr > range->end - pfn)
		nr = range->end - pfn;
	for (uint64_t i = 0; i < nr; i++)
		if (page[i].state == PAGE_FREE_DIRTY)
			type = PART_DIRTY;
	c->parts[type][order]++;
	return nr;
}

static void count_parts(struct counts *c, const struct page_range *range,
			unsigned nr_orders)
{
	uint64_t pfn = range->start;

	while (pfn < range->end)
		if (page_is_free(&range->page[pfn - range->start]))
			pfn += count_part(c, range, pfn, nr_orders);
		else
			pfn++;
}

static enum block_type type_of(const struct page_view *page, uint64_t nr)
{
	bool has[NR_PAGE_STATES] = { false };

	for (uint64_t i = 0; i < nr; i++)
		has[page[i].state] = true;
	if (has[PAGE_SLAB])
		return has[PAGE_RUN] ? BLOCK_MIXED : BLOCK_SLAB;
	if (has[PAGE_RUN])
		return BLOCK_RUN;
	return has[PAGE_PCP] || has[PAGE_IN_FLIGHT] ? BLOCK_CACHED : BLOCK_FREE;
}

static void count_blocks(struct counts *c, const struct page_range *range,
			 uint64_t block_pages)
{
	uint64_t nr;

	for (uint64_t pfn = range->start; pfn < range->end; pfn += nr) {
		nr = block_pages - pfn % block_pages;
		if (nr > range->end - pfn)
			nr = range->end - pfn;
		c->blocks[type_of(&range->page[pfn - range->start], nr)]++;
	}
}

static void show_parts(FILE *out, const struct buddy_zone_info *zone,
		       const struct counts *c, unsigned nr_orders)
{
	for (unsigned t = 0; t < NR_PART_TYPES; t++) {
		fprintf(out, "Node %4d, zone %8s, type %12s ", 0,
			TEXT_NAME(zone->name).s, part_names[t]);
		for (unsigned o = 0; o < nr_orders; o++)
			fprintf(out, "%6" PRIu64 " ", c->parts[t][o]);
		fputc('\n', out);
	}
}

static void show_blocks(FILE *out, const struct buddy_zone_info *zone,
			const struct counts *c)
{
	fprintf(out, "Node %d, zone %8s ", 0, TEXT_NAME(zone->name).s);
	for (unsigned t = 0; t < NR_BLOCK_TYPES; t++)
		fprintf(out, "%12" PRIu64 " ", c->blocks[t]);
	fputc('\n', out);
}

static void show_heading(FILE *out, unsigned nr_orders)
{
	unsigned top = nr_orders ? nr_orders - 1 : 0;

	fprintf(out, "Page block order: %u\n", top);
	fprintf(out, "Pages per block:  %" PRIu64 "\n\n", UINT64_C(1) << top);
	fprintf(out, "%-43s ", "Free pages count per migrate type at order");
	for (unsigned o = 0; o < nr_orders; o++)
		fprintf(out, "%6u ", o);
	fputc('\n', out);
}

void show_pagetypeinfo(FILE *out, const struct heap *h, const struct pages *p)
{
	unsigned nr_orders = h->info.nr_orders;
	struct counts counts[BUDDY_INFO_ZONES] = { 0 };

	show_heading(out, nr_orders);
	for (unsigned z = 0; z < h->info.nr_zones; z++) {
		if (!h->info.zone[z].present_pages)
			continue;
		count_parts(&counts[z], &p->zone[z], nr_orders);
		count_blocks(&counts[z], &p->zone[z],
			     UINT64_C(1) << (nr_orders - 1));
		show_parts(out, &h->info.zone[z], &counts[z], nr_orders);
	}
	fprintf(out, "\n%-23s", "Number of blocks type ");
	for (unsigned t = 0; t < NR_BLOCK_TYPES; t++)
		fprintf(out, "%12s ", block_names[t]);
	fputc('\n', out);
	for (unsigned z = 0; z < h->info.nr_zones; z++)
		if (h->info.zone[z].present_pages)
			show_blocks(out, &h->info.zone[z], &counts[z]);
}
