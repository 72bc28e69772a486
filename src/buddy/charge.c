/* SPDX-License-Identifier: MIT */
/*
 * buddy/charge.c - what the heap costs, and the most that it may
 */
#include "buddy/charge.h"

#include "buddy/check.h"
#include "buddy/zone_usage.h"

/* The longest run of a small request: the largest slab, and a guard. */
enum { SMALL_PAGES = 16 + 1 };

_Atomic uint64_t charge_limit;
_Atomic uint64_t charge_pages;
/* What longer runs leave of the limit; written as the limit is. */
static _Atomic uint64_t reserve;

void charge_clean(pfn_t pfn, unsigned nr)
{
	unsigned clean = nr - block_count_dirty(pfn, nr);

	if (clean)
		add_relaxed(&charge_pages, clean);
}

void uncharge_clean(pfn_t pfn, unsigned nr)
{
	unsigned clean = nr - block_count_dirty(pfn, nr);

	if (clean)
		sub_relaxed(&charge_pages, clean);
}

/* The own area and the records, in pages. */
static uint64_t overhead(void)
{
	uint64_t present = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		present += load_relaxed(&zones[z].frontier) - zones[z].start;
	return (arena_own_bytes() + arena_record_bytes(present)) >> PAGE_SHIFT;
}

uint64_t charge_total(void)
{
	return load_relaxed(&charge_pages) + overhead();
}

/* What a run of so many pages may bring the charge to. */
static uint64_t allowed(uint32_t nr_pages)
{
	uint64_t limit = load_relaxed(&charge_limit);

	return nr_pages > SMALL_PAGES ? limit - load_relaxed(&reserve) : limit;
}

bool charge_is_within(uint32_t nr_pages)
{
	return charge_total() <= allowed(nr_pages);
}

uint64_t charge_missing(uint32_t nr_clean, uint32_t nr_pages)
{
	uint64_t wanted, most;

	if (!charge_limited())
		return 0;
	wanted = charge_total() + nr_clean;
	most = allowed(nr_pages);
	return wanted > most ? wanted - most : 0;
}

/* The watermark MIN of a machine that has so much memory. */
static uint64_t reserve_of(uint64_t bytes)
{
	return watermark_min_free_kbytes(bytes / 1024) * UINT64_C(1024) >>
	       PAGE_SHIFT;
}

static void set(uint64_t bytes)
{
	if (bytes && bytes < CHARGE_LEAST)
		bytes = CHARGE_LEAST;
	store_relaxed(&reserve, bytes ? reserve_of(bytes) : 0);
	store_relaxed(&charge_limit, bytes >> PAGE_SHIFT);
}

void charge_init(uint64_t bytes)
{
	store_relaxed(&charge_pages, 0);
	set(bytes);
}

/* With all locks held: exact. */
static uint64_t count_pages(void)
{
	uint64_t pages = 0;

	for (unsigned z = 0; z < NR_ZONES; z++) {
		struct zone_usage u = zone_usage(z);

		pages += u.present - u.free + u.dirty;
	}
	return pages;
}

void charge_set_limit(uint64_t bytes)
{
	buddy_each_lock(lock_acquire_nested);
	/* Under another limit they are counted already, and equal. */
	store_relaxed(&charge_pages, count_pages());
	set(bytes);
	buddy_each_lock(lock_release);
}
