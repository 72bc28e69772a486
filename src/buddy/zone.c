/* SPDX-License-Identifier: MIT */
/*
 * buddy/zone.c - the three zones: growing them, taking and putting blocks
 */
#include "buddy/charge.h"
#include "buddy/pool.h"

#include "harden/harden.h"

#include <errno.h>

struct zone zones[NR_ZONES];
enum zone_id zone_highest;

static const char *const names[NR_ZONES] = { "DMA", "DMA32", "Normal" };

/* First page above each zone. */
static const pfn_t limits[NR_ZONES] = {
	DMA32_START,
	NORMAL_START,
	UINT32_MAX,
};

static struct zone_config config; /* const after init */
static _Atomic bool grow_exactly;

/*
 * A zone grows by an eighth of itself, by at most so many blocks; by as many
 * at once if a block is to be chosen among them by chance.
 */
static size_t growth(size_t present_blocks)
{
	size_t most = ((size_t)64 << 20) >> BLOCK_SHIFT;
	size_t step = harden_on(HARDEN_RANDOM) ? most / 2 : present_blocks / 8;

	if (step < 1 || load_relaxed(&grow_exactly))
		return 1;
	return step > most ? most : step;
}

static int zone_init(struct zone *zone, unsigned id, pfn_t start)
{
	size_t nr_blocks;

	lock_init(&zone->lock, RANK_ZONE);
	zone->name = names[id];
	zone->start = start < arena.nr_pages ? start : arena.nr_pages;
	zone->end = limits[id] < arena.nr_pages ? limits[id] : arena.nr_pages;
	store_relaxed(&zone->frontier, zone->start);
	nr_blocks = (zone->end - zone->start) >> MAX_ORDER;
	if (!nr_blocks)
		return 0;
	zone->pool = arena_own_alloc(BITMAP_WORDS(nr_blocks) * 8, 8);
	zone->dirty = arena_own_alloc(BITMAP_WORDS(nr_blocks) * 8, 8);
	return zone->pool && zone->dirty ? 0 : -ENOMEM;
}

void zones_set_watermarks(void)
{
	uint32_t managed[NR_ZONES];
	struct watermarks w;

	for (unsigned z = 0; z < NR_ZONES; z++)
		managed[z] = zones[z].end - zones[z].start;
	w = watermarks_compute(managed, config.min_free_kbytes, config.ratio);
	for (unsigned z = 0; z < NR_ZONES; z++) {
		for (unsigned i = 0; i < NR_WMARKS; i++)
			store_relaxed(&zones[z].mark[i], w.mark[z][i]);
		for (unsigned h = 0; h < NR_ZONES; h++)
			store_relaxed(&zones[z].reserve[h], w.reserve[z][h]);
	}
}

int zones_init(const struct zone_config *c)
{
	pfn_t start = 0;

	config = *c;
	for (unsigned z = 0; z < NR_ZONES; z++) {
		if (zone_init(&zones[z], z, start))
			return -ENOMEM;
		start = zones[z].end;
	}
	zone_highest = zone_of(arena.nr_pages - 1);
	zones_set_watermarks();
	return 0;
}

static void put_locked(struct zone *zone, size_t i)
{
	pfn_t pfn = pool_pfn(zone, i);
	uint32_t dirty = block_count_dirty(pfn, BLOCK_PAGES);

	DEBUG_ASSERT(!bit_test(zone->pool, i));
	count_line(&zone->pool[i / WORD_BITS]);
	count_line(pfn_to_block(pfn));
	bit_set(zone->pool, i);
	if (dirty)
		bit_set(zone->dirty, i);
	store_relaxed(&pfn_to_page(pfn)->flags, 0);
	store_relaxed(&pfn_to_block(pfn)->state, BLOCK_POOL);
	store_relaxed(&zone->nr_free,
		      load_relaxed(&zone->nr_free) + BLOCK_PAGES);
	store_relaxed(&zone->nr_dirty, load_relaxed(&zone->nr_dirty) + dirty);
	if (i < zone->lowest)
		zone->lowest = i;
}

static void take_locked(struct zone *zone, size_t i, pfn_t run)
{
	pfn_t pfn = pool_pfn(zone, i);
	uint32_t dirty = block_count_dirty(pfn, BLOCK_PAGES);

	count_line(&zone->pool[i / WORD_BITS]);
	count_line(pfn_to_block(pfn));
	bit_clear(zone->pool, i);
	bit_clear(zone->dirty, i);
	charge_taken(pfn, BLOCK_PAGES);
	store_relaxed(&pfn_to_block(pfn)->state, BLOCK_WHOLE);
	pfn_to_block(pfn)->run_pfn = run;
	store_relaxed(&zone->nr_free,
		      load_relaxed(&zone->nr_free) - BLOCK_PAGES);
	store_relaxed(&zone->nr_dirty, load_relaxed(&zone->nr_dirty) - dirty);
	if (i == zone->lowest)
		zone->lowest = i + 1;
}

/*
 * A block has come.  Where memory is being locked it is resident at once: under
 * a limit it costs what a dirty one does, and is purged like one.
 */
static void add_block(struct zone *zone, size_t i)
{
	if (charge_limited() && load_relaxed(&grow_exactly)) {
		block_mark(pool_pfn(zone, i), BLOCK_PAGES, true);
		charge_add(BLOCK_PAGES);
	}
	put_locked(zone, i);
}

/* Moves the frontier so that `blocks` blocks are present. */
static bool commit_to(struct zone *zone, size_t blocks)
{
	size_t have = pool_present(zone);
	size_t all = (zone->end - zone->start) >> MAX_ORDER;
	size_t goal = have + growth(have);

	if (goal > all)
		goal = all;
	if (goal < blocks)
		goal = blocks;
	if (arena_commit(pool_pfn(zone, have), pool_pfn(zone, goal))) {
		/* Near a limit the exact amount may still be granted. */
		goal = blocks;
		if (arena_commit(pool_pfn(zone, have), pool_pfn(zone, goal)))
			return false;
	}
	for (size_t i = have; i < goal; i++)
		add_block(zone, i);
	atomic_store_explicit(&zone->frontier, pool_pfn(zone, goal),
			      memory_order_release);
	return true;
}

/* As pool_find, of blocks that are present, or are made so. */
static size_t find_present(struct zone *zone, size_t nr_blocks, size_t align,
			   bool clean)
{
	size_t i = pool_find(zone, nr_blocks, align, clean);

	if (i == POOL_NONE || i + nr_blocks <= pool_present(zone))
		return i;
	if (!commit_to(zone, i + nr_blocks))
		return POOL_NONE;
	/* Where chance decides, it does so among all that have come. */
	return pool_find(zone, nr_blocks, align, clean);
}

pfn_t zone_take(struct zone *zone, size_t nr_blocks, size_t align, bool clean)
{
	pfn_t pfn = PFN_NONE;
	size_t i;

	lock_acquire(&zone->lock);
	i = find_present(zone, nr_blocks, align, clean);
	if (i == POOL_NONE)
		goto out_unlock;
	pfn = pool_pfn(zone, i);
	for (size_t n = 0; n < nr_blocks; n++)
		take_locked(zone, i + n, pfn);
	page_type_run(pfn, (uint32_t)(nr_blocks << MAX_ORDER), 0);
out_unlock:
	lock_release(&zone->lock);
	return pfn;
}

void zone_put(pfn_t pfn, size_t nr_blocks)
{
	struct zone *zone = &zones[zone_of(pfn)];
	size_t i = (pfn - zone->start) >> MAX_ORDER;

	lock_acquire(&zone->lock);
	for (size_t n = 0; n < nr_blocks; n++) {
		charge_put(pool_pfn(zone, i + n), BLOCK_PAGES);
		put_locked(zone, i + n);
	}
	lock_release(&zone->lock);
}

void zone_put_merged(pfn_t pfn)
{
	struct zone *zone = &zones[zone_of(pfn)];

	lock_acquire(&zone->lock);
	put_locked(zone, (pfn - zone->start) >> MAX_ORDER);
	lock_release(&zone->lock);
}

pfn_t zone_take_dirty(struct zone *zone)
{
	pfn_t pfn = PFN_NONE;

	if (!load_relaxed(&zone->nr_dirty))
		return PFN_NONE;
	lock_acquire(&zone->lock);
	if (load_relaxed(&zone->nr_dirty)) {
		size_t i = pool_highest_dirty(zone);

		pfn = pool_pfn(zone, i);
		take_locked(zone, i, pfn);
		page_type_run(pfn, BLOCK_PAGES, 0);
	}
	lock_release(&zone->lock);
	return pfn;
}

void zones_grow_exactly(void)
{
	store_relaxed(&grow_exactly, true);
}
