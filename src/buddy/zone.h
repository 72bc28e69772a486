/* SPDX-License-Identifier: MIT */
/*
 * buddy/zone.h - the three zones, each a pool of whole blocks
 *
 *   DMA     offsets below 16 MiB: they fit in 24 bits
 *   DMA32   below 4 GiB: they fit in 32 bits
 *   NORMAL  to the end of the arena
 *
 * A zone grows like hot-added memory.  Spanned is its whole range; present is
 * the part below its frontier, which is committed.  What lies above costs
 * nothing and counts as free for the watermarks only.
 *
 * Invariants: S1 a zone's edges are block edges, so no block crosses one.
 */
#ifndef BUDDY_ZONE_H
#define BUDDY_ZONE_H

#include "buddy/arena.h"
#include "buddy/watermark.h"

struct zone {
	const char *name; /* as in /proc/buddyinfo; const after init */
	pfn_t start;	  /* spanned: [start, end); const after init */
	/* Written under zone->lock, by zones_release alone; read without it. */
	_Atomic pfn_t end;
	_Atomic uint32_t mark[NR_WMARKS];
	_Atomic uint32_t reserve[NR_ZONES]; /* by highest zone of a request */

	struct lock lock cacheline_aligned;
	/* zone->lock; a bit for each block */
	uint64_t *pool;	 /* free and whole */
	uint64_t *dirty; /* and has dirty pages */
	size_t lowest;	 /* zone->lock; no free block lies below it */
	/* Written under zone->lock; read without it as hints. */
	_Atomic uint32_t frontier; /* pfn: present is [start, frontier) */
	_Atomic uint32_t nr_free;  /* pages in the pool */
	_Atomic uint32_t nr_dirty; /* of them */
};
extern hidden struct zone zones[NR_ZONES];

struct zone_config {
	uint32_t min_free_kbytes; /* 0: the formula's */
	uint32_t ratio[NR_ZONES]; /* lowmem_reserve_ratio */
};

/* Divides the arena.  Returns 0 or -ENOMEM. */
int zones_init(const struct zone_config *config);

static inline bool zone_populated(const struct zone *zone)
{
	return zone->end > zone->start;
}

/* First pages of DMA32 and NORMAL, as in the kernel on x86-64. */
enum {
	DMA32_START = (16 << 20) / PAGE_BYTES,
	NORMAL_START = (UINT64_C(4) << 30) / PAGE_BYTES
};

/* The zone that holds a page. */
static inline enum zone_id zone_of(pfn_t pfn)
{
	if (pfn >= NORMAL_START)
		return ZONE_NORMAL;
	return pfn >= DMA32_START ? ZONE_DMA32 : ZONE_DMA;
}

/* The highest zone that exists in this arena; const after init. */
extern hidden enum zone_id zone_highest;

/* True if the page is below its zone's frontier.  pfn lies in the arena. */
static inline bool zone_present(pfn_t pfn)
{
	/* Acquire: pairs with the release in commit_to, so that the records
	 * of a present page can be read. */
	return pfn < atomic_load_explicit(&zones[zone_of(pfn)].frontier,
					  memory_order_acquire);
}

/*
 * True if addr is an address of one of the zones.  After a release the arena
 * has gaps between them, and what is mapped there is someone else's.
 */
static inline bool zones_hold(const void *addr)
{
	pfn_t pfn = addr_to_pfn(addr);

	return arena_holds(addr) &&
	       pfn < load_relaxed(&zones[zone_of(pfn)].end);
}

/*
 * Takes nr_blocks blocks in a row out of the pool, growing the zone if it has
 * to.  align: of the first one's address, in blocks.
 * A single block is the lowest dirty one, or with `clean` the lowest clean
 * one, if the pool has any.  Several are, of the first places in the pool
 * where they fit, the one with the most dirty pages, or with `clean` the
 * fewest.
 * The blocks become whole; their run starts at the result and is nobody's.
 * PFN_NONE: no room or no memory.  Takes zone->lock; may call mprotect under
 * it.
 */
pfn_t zone_take(struct zone *zone, size_t nr_blocks, size_t align, bool clean);

/* Puts blocks into the pool.  Takes zone->lock. */
void zone_put(pfn_t pfn, size_t nr_blocks);

/* The same for a block all of whose pages were freed, and uncharged, before. */
void zone_put_merged(pfn_t pfn);

/*
 * Takes the highest dirty block out of the pool, to be purged and put back.
 * PFN_NONE: there is none.
 */
pfn_t zone_take_dirty(struct zone *zone);

/* Computes the watermarks for the zones as they are now; zones' locks. */
void zones_set_watermarks(void);

/* From now on zones grow by what is asked for: memory is being locked. */
void zones_grow_exactly(void);

#endif /* BUDDY_ZONE_H */
