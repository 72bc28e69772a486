/* SPDX-License-Identifier: MIT */
/*
 * show/fragmentation.c - how badly free memory is cut up
 */
#include "show/fragmentation.h"

#include "show/text.h"

#include <inttypes.h>

/* The longest row of free blocks of the top order, in pages. */
static uint64_t longest_row(const struct page_range *range, unsigned top)
{
	uint64_t block = UINT64_C(1) << top, row = 0, longest = 0;
	uint64_t pfn = (range->start + block - 1) / block * block;

	for (; pfn + block <= range->end; pfn += block) {
		const struct page_view *page = &range->page[pfn - range->start];
		bool whole = page_is_free(page) && page->detail == top;

		row = whole ? row + block : 0;
		longest = row > longest ? row : longest;
	}
	return longest;
}

uint64_t largest_free(const struct heap *h, const struct pages *p, unsigned z)
{
	const uint64_t *nr_free = h->info.zone[z].nr_free;
	uint64_t largest = 0, row;

	for (unsigned o = 0; o < h->info.nr_orders; o++)
		if (nr_free[o])
			largest = UINT64_C(1) << o;
	if (p && h->info.nr_orders) {
		row = longest_row(&p->zone[z], h->info.nr_orders - 1);
		largest = row > largest ? row : largest;
	}
	return largest * PAGE_BYTES;
}

static void show_name(FILE *out, const struct buddy_zone_info *zone)
{
	fprintf(out, "Node %d, zone %8s ", 0, TEXT_NAME(zone->name).s);
}

static void show_unusable(FILE *out, const struct heap *h, unsigned z)
{
	const struct buddy_zone_info *zone = &h->info.zone[z];

	show_name(out, zone);
	for (unsigned o = 0; o < h->info.nr_orders; o++)
		fprintf(out, "%s ",
			text_thousandths(zone->unusable_free_index[o]).s);
	fputc('\n', out);
}

/*
 * The kernel divides a negative number by 1000 and prints the two halves,
 * which reads as "-1.000" for -1000, but as "0.-500" for -500.  That is not a
 * number, so here it is "-0.500".
 */
static void show_extfrag(FILE *out, const struct heap *h, unsigned z)
{
	const struct buddy_zone_info *zone = &h->info.zone[z];

	show_name(out, zone);
	for (unsigned o = 0; o < h->info.nr_orders; o++)
		fprintf(out, "%6s ",
			text_thousandths(zone->fragmentation_index[o]).s);
	fputc('\n', out);
}

void show_fragmentation(FILE *out, const struct heap *h, const struct pages *p)
{
	const struct buddy_zone_info *zone = h->info.zone;

	fputs("unusable_index\n", out);
	for (unsigned z = 0; z < h->info.nr_zones; z++)
		if (zone[z].present_pages)
			show_unusable(out, h, z);
	fputs("\nextfrag_index\n", out);
	for (unsigned z = 0; z < h->info.nr_zones; z++)
		if (zone[z].present_pages)
			show_extfrag(out, h, z);
	fputs("\nlargest free block, kB\n", out);
	for (unsigned z = 0; z < h->info.nr_zones; z++)
		if (zone[z].present_pages) {
			show_name(out, &zone[z]);
			fprintf(out, "%6" PRIu64 "\n",
				largest_free(h, p, z) / 1024);
		}
}
