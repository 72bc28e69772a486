/* SPDX-License-Identifier: MIT */
/*
 * show/accounts.c - what the present memory is used for, in bytes
 */
#include "show/accounts.h"

#include <inttypes.h>

struct accounts accounts_of(const struct heap *h)
{
	uint64_t runs = h->info.run_pages * PAGE_BYTES;
	struct accounts a = {
		.present = h->present * PAGE_BYTES,
		.free_blocks = h->free * PAGE_BYTES,
		.slab_slack = h->slab_slack_bytes,
		.objects = less(h->info.user_bytes, runs),
		.runs = runs,
		.cached_objects = h->info.cached_bytes,
		.cached_pages = h->info.pcp_pages * PAGE_BYTES,
		.lost = h->info.lost_bytes,
		.lost_objects = h->lost_object_bytes,
	};

	a.free = a.free_blocks + a.slab_slack;
	a.in_use = a.objects + a.runs;
	a.cached = a.cached_objects + a.cached_pages;
	a.in_flight =
		(int64_t)(a.present - a.free - a.in_use - a.cached - a.lost);
	return a;
}

static void show_line(FILE *out, const char *name, uint64_t bytes)
{
	fprintf(out, "%-16s %15" PRIu64 "\n", name, bytes);
}

void show_accounts(FILE *out, const struct heap *h)
{
	struct accounts a = accounts_of(h);

	fprintf(out, "%-16s %15s\n", "Present memory", "bytes");
	show_line(out, "free", a.free);
	show_line(out, "  in blocks", a.free_blocks);
	show_line(out, "  in slabs", a.slab_slack);
	show_line(out, "in use", a.in_use);
	show_line(out, "  objects", a.objects);
	show_line(out, "  runs", a.runs);
	show_line(out, "caches", a.cached);
	show_line(out, "  objects", a.cached_objects);
	show_line(out, "  pages", a.cached_pages);
	show_line(out, "lost", a.lost);
	fprintf(out, "%-16s %15" PRId64 "\n", "in flight", a.in_flight);
	show_line(out, "present", a.present);
	fprintf(out,
		"free %" PRIu64 " + in use %" PRIu64 " + caches %" PRIu64
		" + lost %" PRIu64 " + in flight %" PRId64 " = present %" PRIu64
		"\n",
		a.free, a.in_use, a.cached, a.lost, a.in_flight, a.present);
}
