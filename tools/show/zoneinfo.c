/* SPDX-License-Identifier: MIT */
/*
 * show/zoneinfo.c - watermarks and counters of zones, as in /proc/zoneinfo
 */
#include "show/procfs.h"

#include "show/text.h"

#include <inttypes.h>

static void show_counter(FILE *out, const char *name, uint64_t n)
{
	fprintf(out, "      %-12s %" PRIu64 "\n", name, n);
}

/* What the heap counts as a whole is shown with its first populated zone. */
static void show_node(FILE *out, const struct buddy_info *info)
{
	fputs("  per-node stats\n", out);
	show_counter(out, "nr_slab", info->slab_pages);
	show_counter(out, "nr_run", info->run_pages);
	show_counter(out, "nr_pcp", info->pcp_pages);
	show_counter(out, "nr_purged", info->purged_pages);
	show_counter(out, "nr_allocs", info->allocs);
	show_counter(out, "nr_frees", info->frees);
	show_counter(out, "nr_splits", info->splits);
	show_counter(out, "nr_merges", info->merges);
	if (!info->limit_bytes)
		return;
	show_counter(out, "nr_limit", info->limit_bytes / PAGE_BYTES);
	show_counter(out, "nr_charged", info->charged_bytes / PAGE_BYTES);
}

static void show_limits(FILE *out, const struct buddy_zone_info *zone,
			unsigned nr_zones)
{
	fprintf(out, "  pages free     %" PRIu64 "\n", zone->free_pages);
	fprintf(out, "        min      %" PRIu64 "\n", zone->watermark_min);
	fprintf(out, "        low      %" PRIu64 "\n", zone->watermark_low);
	fprintf(out, "        high     %" PRIu64 "\n", zone->watermark_high);
	fprintf(out, "        spanned  %" PRIu64 "\n", zone->spanned_pages);
	fprintf(out, "        present  %" PRIu64 "\n", zone->present_pages);
	fprintf(out, "        managed  %" PRIu64 "\n", zone->managed_pages);
	fputs("        protection: (", out);
	for (unsigned z = 0; z < nr_zones; z++)
		fprintf(out, "%s%" PRIu64, z ? ", " : "", zone->protection[z]);
	fputs(")\n", out);
}

static void show_counters(FILE *out, const struct heap *h, unsigned z)
{
	const struct buddy_zone_info *zone = &h->info.zone[z];
	unsigned top = h->info.nr_orders - 1;

	show_counter(out, "nr_free_pages", zone->free_pages);
	show_counter(out, "nr_free_pages_blocks", zone->nr_free[top] << top);
	show_counter(out, "nr_dirty", zone->dirty_pages);
}

static void show_states(FILE *out, const struct page_range *range)
{
	uint64_t count[NR_PAGE_STATES] = { 0 };

	pages_count_range(range, count);
	show_counter(out, "nr_zone_slab", count[PAGE_SLAB]);
	show_counter(out, "nr_zone_run", count[PAGE_RUN]);
	show_counter(out, "nr_zone_pcp", count[PAGE_PCP]);
	show_counter(out, "nr_zone_in_flight", count[PAGE_IN_FLIGHT]);
}

static void show_pagesets(FILE *out, const struct heap *h)
{
	for (unsigned i = 0; i < h->nr_threads; i++) {
		const struct heap_thread *t = &h->thread[i];

		if (!t->live)
			continue;
		fprintf(out,
			"    cpu: %u\n"
			"              count:    %" PRIu64 "\n"
			"              high:     %" PRIu64 "\n"
			"              batch:    %" PRIu64 "\n",
			i, t->pcp_pages, t->pcp_high, t->pcp_batch);
	}
}

/* nr_zones if there is none. */
static unsigned highest_spanned(const struct buddy_info *info)
{
	for (unsigned z = info->nr_zones; z-- > 0;)
		if (info->zone[z].spanned_pages)
			return z;
	return info->nr_zones;
}

static unsigned first_populated(const struct buddy_info *info)
{
	unsigned z = 0;

	while (z < info->nr_zones && !info->zone[z].present_pages)
		z++;
	return z;
}

void show_zoneinfo(FILE *out, const struct heap *h, const struct pages *p)
{
	for (unsigned z = 0; z < h->info.nr_zones; z++) {
		const struct buddy_zone_info *zone = &h->info.zone[z];

		fprintf(out, "Node %d, zone %8s\n", 0, TEXT_NAME(zone->name).s);
		if (z == first_populated(&h->info))
			show_node(out, &h->info);
		show_limits(out, zone, h->info.nr_zones);
		if (!zone->present_pages)
			continue;
		show_counters(out, h, z);
		if (p)
			show_states(out, &p->zone[z]);
		fputs("  pagesets\n", out);
		/* Page caches hold pages of the highest zone only. */
		if (z == highest_spanned(&h->info))
			show_pagesets(out, h);
		fprintf(out, "  start_pfn:           %" PRIu64 "\n",
			zone->start_pfn);
	}
}
