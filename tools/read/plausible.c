/* SPDX-License-Identifier: MIT */
/*
 * read/plausible.c - the rules that every picture of a heap must keep
 *
 * A reading that was torn by a thread breaks one of them, or shows blocks in
 * the hands of threads, as there may be.
 */
#include "read/heap.h"

static bool zone_plausible(const struct buddy_zone_info *z, unsigned nr_orders,
			   struct failure *why)
{
	if (z->present_pages > z->spanned_pages)
		return failed(why, STATUS_TORN,
			      "zone %s has more pages present than it spans",
			      z->name);
	if (z->free_pages > z->present_pages)
		return failed(why, STATUS_TORN,
			      "zone %s has more pages free than present",
			      z->name);
	if (z->dirty_pages > z->free_pages)
		return failed(why, STATUS_TORN,
			      "zone %s has more pages dirty than free",
			      z->name);
	for (unsigned o = 0; o < nr_orders; o++)
		if (z->nr_free[o] > z->present_pages >> o)
			return failed(why, STATUS_TORN,
				      "zone %s has no room for its free blocks "
				      "of order %u",
				      z->name, o);
	return true;
}

static bool class_plausible(const struct heap_class *c, struct failure *why)
{
	if (c->nr_out > c->nr_slabs * c->nr_objects)
		return failed(why, STATUS_TORN,
			      "class %u has more objects out than its slabs "
			      "have",
			      c->size);
	if (c->nr_cached > c->nr_out)
		return failed(why, STATUS_TORN,
			      "class %u has more objects cached than out",
			      c->size);
	return true;
}

/* Signed counters that were read too late look like very large ones. */
static bool sums_plausible(const struct heap *h, struct failure *why)
{
	const struct buddy_info *i = &h->info;

	if (i->run_pages > h->present || i->slab_pages > h->present ||
	    i->pcp_pages > h->present || i->user_bytes > i->arena_bytes ||
	    i->lost_bytes / PAGE_BYTES > h->present)
		return failed(why, STATUS_TORN,
			      "more memory is in use than present");
	if (i->frees > i->allocs)
		return failed(why, STATUS_TORN,
			      "more was freed than allocated");
	if (h->info.in_flight_pages < 0)
		return failed(why, STATUS_TORN, "pages were counted twice");
	return true;
}

bool heap_plausible(const struct heap *h, struct failure *why)
{
	for (unsigned z = 0; z < h->info.nr_zones; z++)
		if (!zone_plausible(&h->info.zone[z], h->info.nr_orders, why))
			return false;
	for (unsigned sc = 0; sc < h->nr_classes; sc++)
		if (!class_plausible(&h->class[sc], why))
			return false;
	return sums_plausible(h, why);
}
