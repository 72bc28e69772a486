/* SPDX-License-Identifier: MIT */
/*
 * buddy/purge.c - give the contents of free pages back to the system
 */
#include "buddy/purge.h"

#include "buddy/page_alloc.h"
#include "buddy/reclaim.h"
#include "os/mem.h"

_Atomic uint64_t purge_pages;

/*
 * Purges the dirty stretches of a block that is as long as a system page or
 * longer, hence made of whole ones; false on any failure.
 */
static bool purge_run(pfn_t pfn, uint32_t nr)
{
	pfn_t end = pfn + nr, at = pfn;
	unsigned len;

	for (;;) {
		uintptr_t from, to;

		at = block_next_dirty(at, end, &len);
		if (!len)
			return true;
		/* Outwards: the rest of a system page is in the block too. */
		from = align_down((uintptr_t)pfn_to_addr(at), arena.page_bytes);
		to = align_up((uintptr_t)pfn_to_addr(at + len),
			      arena.page_bytes);
		if (os_purge((void *)from, to - from))
			return false;
		at += len;
	}
}

static uint64_t purge_zone_pool(struct zone *zone, uint64_t want)
{
	uint64_t done = 0;

	while (done < want) {
		pfn_t pfn = zone_take_dirty(zone);
		uint32_t dirty;
		bool ok;

		if (pfn == PFN_NONE)
			break;
		dirty = block_count_dirty(pfn, BLOCK_PAGES);
		ok = purge_run(pfn, BLOCK_PAGES);
		if (ok)
			block_mark(pfn, BLOCK_PAGES, false);
		zone_put(pfn, 1);
		if (!ok)
			break;
		done += dirty;
	}
	return done;
}

static uint64_t purge_area(struct stripe *s, enum zone_id zone, unsigned order,
			   uint64_t want)
{
	uint64_t done = 0;

	while (done < want) {
		pfn_t pfn = stripe_take_dirty(s, zone, order);
		uint32_t dirty;

		if (pfn == PFN_NONE)
			break;
		dirty = block_count_dirty(pfn, 1u << order);
		if (!purge_run(pfn, 1u << order)) {
			stripe_put(pfn, 1u << order, 0);
			break;
		}
		stripe_put_clean(pfn, 1u << order);
		done += dirty;
	}
	return done;
}

uint64_t purge_dirty(void)
{
	uint64_t dirty = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		dirty += zone_usage(z).dirty;
	return dirty;
}

uint64_t purge_down_to(uint64_t keep_pages, unsigned min_order)
{
	unsigned page_order = log2_floor(arena.page_bytes) - PAGE_SHIFT;
	uint64_t dirty = purge_dirty(), want, done = 0;

	if (dirty <= keep_pages)
		return 0;
	if (min_order < page_order)
		min_order = page_order;
	want = dirty - keep_pages;
	reclaim_begin();
	for (unsigned z = 0; z < NR_ZONES && done < want; z++)
		done += purge_zone_pool(&zones[z], want - done);
	for (unsigned order = MAX_ORDER; order-- > min_order;)
		for (unsigned i = 0; i < stripes_open(); i++)
			for (unsigned z = 0; z < NR_ZONES && done < want; z++)
				done += purge_area(&stripes[i], z, order,
						   want - done);
	add_relaxed(&purge_pages, done);
	reclaim_end();
	return done;
}
