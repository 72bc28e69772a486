/* SPDX-License-Identifier: MIT */
/*
 * buddy/pool.h - which blocks of a zone's pool to take
 *
 * A block of the pool is known by its index in the zone.  Dirty blocks spare
 * their user page faults, so all but clean requests take them first.
 *
 * Locking: zone->lock is held.
 */
#ifndef BUDDY_POOL_H
#define BUDDY_POOL_H

#include "buddy/zone.h"

#define POOL_NONE SIZE_MAX

static inline pfn_t pool_pfn(const struct zone *zone, size_t i)
{
	return zone->start + ((pfn_t)i << MAX_ORDER);
}

/* Blocks below the frontier. */
static inline size_t pool_present(const struct zone *zone)
{
	return (load_relaxed(&zone->frontier) - zone->start) >> MAX_ORDER;
}

/*
 * The first of nr blocks in a row to take, as zone_take has it.  The last of
 * them may lie above the frontier.  POOL_NONE: no room in the zone.
 */
size_t pool_find(const struct zone *zone, size_t nr, size_t align, bool clean);

/* The highest block that is dirty; there is one. */
size_t pool_highest_dirty(const struct zone *zone);

#endif /* BUDDY_POOL_H */
