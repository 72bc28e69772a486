/* SPDX-License-Identifier: MIT */
/*
 * info/print.c - figures in the shapes of /proc
 */
#include "info/print.h"

#include "os/lock.h"

enum { PAGE_KBYTES = 4 };

void print_buddyinfo(struct fmt *f, const struct buddy_info *info)
{
	for (unsigned z = 0; z < info->nr_zones; z++) {
		const struct buddy_zone_info *zone = &info->zone[z];

		if (!zone->present_pages)
			continue;
		fmt_print(f, "Node %d, zone %8s ", 0, zone->name);
		for (unsigned o = 0; o < info->nr_orders; o++)
			fmt_print(f, "%6lu ", (unsigned long)zone->nr_free[o]);
		fmt_print(f, "\n");
	}
}

/* 1234 as "1.234", the way the kernel prints its indices. */
static void print_index(struct fmt *f, int thousandths)
{
	int n = thousandths < 0 ? -thousandths : thousandths;

	fmt_print(f, " %s%d.%03d", thousandths < 0 ? "-" : "", n / 1000,
		  n % 1000);
}

static void print_indices(struct fmt *f, const struct buddy_info *info)
{
	for (unsigned z = 0; z < info->nr_zones; z++) {
		const struct buddy_zone_info *zone = &info->zone[z];

		if (!zone->present_pages)
			continue;
		fmt_print(f, "unusable %8s", zone->name);
		for (unsigned o = 0; o < info->nr_orders; o++)
			print_index(f, zone->unusable_free_index[o]);
		fmt_print(f, "\n");
	}
}

void print_summary(struct fmt *f, const struct buddy_info *info)
{
	uint64_t present = 0, free = 0, dirty = 0;

	for (unsigned z = 0; z < info->nr_zones; z++) {
		present += info->zone[z].present_pages;
		free += info->zone[z].free_pages;
		dirty += info->zone[z].dirty_pages;
	}
	print_indices(f, info);
	fmt_print(f, "present %lu kB, free %lu kB (dirty %lu kB), ",
		  (unsigned long)present * PAGE_KBYTES,
		  (unsigned long)free * PAGE_KBYTES,
		  (unsigned long)dirty * PAGE_KBYTES);
	fmt_print(f, "user %lu kB, cached %lu kB, purged %lu kB\n",
		  (unsigned long)info->user_bytes / 1024,
		  (unsigned long)info->cached_bytes / 1024,
		  (unsigned long)info->purged_pages * PAGE_KBYTES);
	fmt_print(f, "slabs %lu kB, runs %lu kB, page caches %lu kB, ",
		  (unsigned long)info->slab_pages * PAGE_KBYTES,
		  (unsigned long)info->run_pages * PAGE_KBYTES,
		  (unsigned long)info->pcp_pages * PAGE_KBYTES);
	fmt_print(f, "metadata %lu kB, stripes %lu, threads %lu\n",
		  (unsigned long)info->metadata_bytes / 1024,
		  (unsigned long)info->nr_stripes,
		  (unsigned long)info->nr_threads);
	if (info->lost_bytes || info->foreign_frees)
		fmt_print(f, "lost in fork %lu kB, foreign pointers %lu\n",
			  (unsigned long)info->lost_bytes / 1024,
			  (unsigned long)info->foreign_frees);
}

static void print_count(struct fmt *f, const char *name, const char *more,
			unsigned count)
{
	fmt_print(f, "count %s%s %lu\n", name, more,
		  (unsigned long)count_sum(count));
}

void print_counts(struct fmt *f)
{
	static const char *const ranks[NR_LOCK_RANKS] = {
		[RANK_THREADS] = "threads", [RANK_CLASS] = "class",
		[RANK_PCP] = "pcp",	    [RANK_STRIPE] = "stripe",
		[RANK_ZONE] = "zone",	    [RANK_ARENA] = "arena",
	};

	print_count(f, "calls", "", COUNT_CALLS);
	print_count(f, "lines", "", COUNT_LINES);
	print_count(f, "lines", "_moved", COUNT_LINES_MOVED);
	print_count(f, "looks", "", COUNT_LOOKS);
	for (unsigned r = 0; r < NR_LOCK_RANKS; r++) {
		print_count(f, ranks[r], "", COUNT_LOCKS + r);
		print_count(f, ranks[r], "_waited", COUNT_LOCKS_WAITED + r);
		print_count(f, ranks[r], "_moved", COUNT_LOCKS_MOVED + r);
	}
}
