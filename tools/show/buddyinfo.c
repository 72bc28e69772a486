/* SPDX-License-Identifier: MIT */
/*
 * show/buddyinfo.c - free blocks by order, as in /proc/buddyinfo
 */
#include "show/procfs.h"

#include "show/text.h"

#include <inttypes.h>

void show_buddyinfo(FILE *out, const struct heap *h, bool virgin)
{
	for (unsigned z = 0; z < h->info.nr_zones; z++) {
		const struct buddy_zone_info *zone = &h->info.zone[z];

		if (!(virgin ? zone->spanned_pages : zone->present_pages))
			continue;
		fprintf(out, "Node %d, zone %8s ", 0, TEXT_NAME(zone->name).s);
		for (unsigned o = 0; o < h->info.nr_orders; o++) {
			uint64_t nr = zone->nr_free[o];

			if (virgin && o == h->info.nr_orders - 1)
				nr += h->virgin_blocks[z];
			fprintf(out, "%6" PRIu64 " ", nr);
		}
		fputc('\n', out);
	}
}
