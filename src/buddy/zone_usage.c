/* SPDX-License-Identifier: MIT */
/*
 * buddy/zone_usage.c - what a zone has free, and whether that is enough
 */
#include "buddy/zone_usage.h"

#include "buddy/stripe.h"

struct zone_usage zone_usage(enum zone_id id)
{
	const struct zone *zone = &zones[id];
	struct zone_usage u = {
		.present = load_relaxed(&zone->frontier) - zone->start,
		.free = load_relaxed(&zone->nr_free),
		.dirty = load_relaxed(&zone->nr_dirty),
	};

	if (!u.present)
		return u;
	count_events(COUNT_LOOKS, stripes_open());
	for (unsigned i = 0; i < stripes_open(); i++) {
		u.free += load_relaxed(&stripes[i].heap[id].nr_free);
		u.dirty += load_relaxed(&stripes[i].heap[id].nr_dirty);
	}
	/* Read one after the other: a zone that grows has more free by now. */
	if (u.free > u.present)
		u.free = u.present;
	return u;
}

bool zone_watermark_ok(enum zone_id id, enum watermark mark,
		       enum zone_id highest, uint32_t nr)
{
	const struct zone *zone = &zones[id];
	uint64_t keep = (uint64_t)zone->mark[mark] + zone->reserve[highest];
	/* What is not present yet is as good as free. */
	uint64_t free = load_relaxed(&zone->nr_free) + zone->end -
			load_relaxed(&zone->frontier);

	/* Mostly that is enough, and no stripe need be looked at. */
	if (free < keep + nr)
		free = zone_usage(id).free + zone->end -
		       load_relaxed(&zone->frontier);
	return free >= keep + nr;
}
