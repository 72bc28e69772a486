/* SPDX-License-Identifier: MIT */
/*
 * buddy/release.c - give back address space that was never used
 */
#include "buddy/release.h"

/* What the own area may grow by, whatever the room. */
enum { OWN_LEAST = 1024 * 1024 };

static size_t present_bytes(void)
{
	size_t pages = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		pages += load_relaxed(&zones[z].frontier) - zones[z].start;
	return pages << PAGE_SHIFT;
}

size_t zones_releasable_bytes(void)
{
	size_t present = present_bytes();
	size_t kept = present + arena_own_bytes() + OWN_LEAST;
	pfn_t cut = load_relaxed(&zones[zone_highest].frontier);

	kept += (present >> PAGE_SHIFT) * sizeof(struct page);
	/* Chunk records stay up to the cut; areas end at whole blocks. */
	kept += (cut >> CHUNK_ORDER) * CHUNK_RECORD_BYTES + 2 * BLOCK_BYTES;
	return kept < arena.mapped_bytes ? arena.mapped_bytes - kept : 0;
}

/* Ends a zone at pfn, not below its frontier; its lock is held. */
static size_t end_zone(struct zone *zone, pfn_t end)
{
	size_t released = arena_unmap(end, load_relaxed(&zone->end));

	store_relaxed(&zone->end, end);
	return released;
}

/* Where the highest zone ends with so much room to grow. */
static pfn_t end_with_room(const struct zone *zone, size_t room_bytes)
{
	pfn_t frontier = load_relaxed(&zone->frontier);
	size_t room = align_down(room_bytes, BLOCK_BYTES) >> PAGE_SHIFT;
	size_t left = load_relaxed(&zone->end) - frontier;

	return frontier + (pfn_t)(room < left ? room : left);
}

size_t zones_release(size_t room_bytes)
{
	struct zone *highest = &zones[zone_highest];
	size_t released = 0, own_room;

	for (unsigned z = 0; z < NR_ZONES; z++)
		lock_acquire_nested(&zones[z].lock);
	for (struct zone *zone = zones; zone < highest; zone++)
		released += end_zone(zone, load_relaxed(&zone->frontier));
	released += end_zone(highest, end_with_room(highest, room_bytes));
	/* An eighth for the records of slabs in what is to come. */
	own_room = room_bytes / 8 + OWN_LEAST;
	released += arena_cut(load_relaxed(&highest->end), own_room);
	zones_set_watermarks();
	for (unsigned z = 0; z < NR_ZONES; z++)
		lock_release(&zones[z].lock);
	return released;
}
