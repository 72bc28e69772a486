/* SPDX-License-Identifier: MIT */
/*
 * slab/moved.c - ranges whose pages were moved in from elsewhere
 */
#include "slab/moved.h"

struct range {
	pfn_t start, end;
};

static struct lock table_lock = { .rank = RANK_ARENA };
/* table_lock; the number is read without it as a hint */
static struct range ranges[MOVED_MAX];
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
		ranges[n] = (struct range){ pfn, pfn + nr };
		store_relaxed(&nr_ranges, n + 1);
	}
	lock_release(&table_lock);
	return n < MOVED_MAX;
}

/* Removes the part of a range from `at` on. */
static void shorten(struct range *r, pfn_t at)
{
	unsigned last = load_relaxed(&nr_ranges) - 1;

	if (r->start < at) {
		r->end = at;
		return;
	}
	*r = ranges[last];
	store_relaxed(&nr_ranges, last);
}

/* The first range that overlaps [from, end), or NULL; the lock is held. */
static struct range *find_locked(pfn_t from, pfn_t end)
{
	for (unsigned i = 0; i < load_relaxed(&nr_ranges); i++)
		if (ranges[i].end > from && ranges[i].start < end)
			return &ranges[i];
	return NULL;
}

/* Where a range overlaps what begins at `from`, up to its own end. */
static uint32_t overlap(const struct range *r, pfn_t from, pfn_t *start)
{
	if (!r)
		return 0;
	*start = r->start > from ? r->start : from;
	return r->end - *start;
}

uint32_t moved_find(pfn_t from, pfn_t end, pfn_t *start)
{
	uint32_t nr;

	if (!moved_any())
		return 0;
	lock_acquire(&table_lock);
	nr = overlap(find_locked(from, end), from, start);
	lock_release(&table_lock);
	return nr;
}

uint32_t moved_cut(pfn_t from, pfn_t end, pfn_t *start)
{
	struct range *r;
	uint32_t nr;

	if (!moved_any())
		return 0;
	lock_acquire(&table_lock);
	r = find_locked(from, end);
	nr = overlap(r, from, start);
	if (r)
		shorten(r, *start);
	lock_release(&table_lock);
	return nr;
}

uint32_t moved_stretch(pfn_t pfn, pfn_t end)
{
	lock_acquire(&table_lock);
	for (unsigned i = 0; i < load_relaxed(&nr_ranges); i++) {
		const struct range *r = &ranges[i];

		if (r->start <= pfn && pfn < r->end)
			end = r->end < end ? r->end : end;
		else if (r->start > pfn && r->start < end)
			end = r->start;
	}
	lock_release(&table_lock);
	return end - pfn;
}

struct lock *moved_lock(void)
{
	return &table_lock;
}
