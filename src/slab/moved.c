/* SPDX-License-Identifier: MIT */
/*
 * slab/moved.c - runs whose pages were moved in from elsewhere
 */
#include "slab/moved.h"

#include "os/lock.h"

static struct lock table_lock = { .rank = RANK_ARENA };
/* table_lock; nr is read without it as a hint */
static struct {
	pfn_t pfn;
	uint32_t nr_pages;
} range[MOVED_MAX];
static _Atomic unsigned nr_ranges;
static _Atomic bool forbidden;

bool moved_any(void)
{
	return load_relaxed(&nr_ranges) != 0;
}

void moved_forbid(void)
{
	store_relaxed(&forbidden, true);
}

bool moved_add(pfn_t pfn, uint32_t nr)
{
	unsigned n;

	if (load_relaxed(&forbidden))
		return false;
	lock_acquire(&table_lock);
	n = load_relaxed(&nr_ranges);
	if (n < MOVED_MAX) {
		range[n].pfn = pfn;
		range[n].nr_pages = nr;
		store_relaxed(&nr_ranges, n + 1);
	}
	lock_release(&table_lock);
	return n < MOVED_MAX;
}

/* The index of the range that starts at pfn, or the number of ranges. */
static unsigned find_locked(pfn_t pfn)
{
	unsigned n = load_relaxed(&nr_ranges), i = 0;

	while (i < n && range[i].pfn != pfn)
		i++;
	return i;
}

uint32_t moved_find(pfn_t pfn)
{
	uint32_t nr = 0;
	unsigned i;

	if (!moved_any())
		return 0;
	lock_acquire(&table_lock);
	i = find_locked(pfn);
	if (i < load_relaxed(&nr_ranges))
		nr = range[i].nr_pages;
	lock_release(&table_lock);
	return nr;
}

uint32_t moved_del(pfn_t pfn)
{
	uint32_t nr = 0;
	unsigned i, last;

	if (!moved_any())
		return 0;
	lock_acquire(&table_lock);
	i = find_locked(pfn);
	if (i < load_relaxed(&nr_ranges)) {
		nr = range[i].nr_pages;
		last = load_relaxed(&nr_ranges) - 1;
		range[i] = range[last];
		store_relaxed(&nr_ranges, last);
	}
	lock_release(&table_lock);
	return nr;
}

void moved_lock(void)
{
	lock_acquire_nested(&table_lock);
}

void moved_unlock(void)
{
	lock_release(&table_lock);
}

void moved_reset_lock(void)
{
	lock_reset(&table_lock);
}
