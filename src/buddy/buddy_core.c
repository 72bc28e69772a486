/* SPDX-License-Identifier: MIT */
/*
 * buddy/buddy_core.c - split and merge
 */
#include "buddy/buddy_core.h"

void buddy_heap_init(struct buddy_heap *heap)
{
	for (unsigned order = 0; order < MAX_ORDER; order++)
		free_area_init(&heap->area[order]);
	heap->nonempty = 0;
	store_relaxed(&heap->nr_free, 0);
	store_relaxed(&heap->nr_dirty, 0);
}

static void add_block(struct buddy_heap *heap, pfn_t pfn, unsigned order)
{
	free_area_add(&heap->area[order], pfn, order,
		      block_any_dirty(pfn, 1u << order));
	heap->nonempty |= 1u << order;
}

static void del_block(struct buddy_heap *heap, pfn_t pfn, unsigned order)
{
	free_area_del(&heap->area[order], pfn);
	if (heap->area[order].head == PFN_NONE)
		heap->nonempty &= ~(1u << order);
}

/* Pages entered (or left) the heap: the counters follow. */
static void account_in(struct buddy_heap *heap, pfn_t pfn, unsigned nr)
{
	unsigned dirty = block_count_dirty(pfn, nr);

	store_relaxed(&heap->nr_free, load_relaxed(&heap->nr_free) + nr);
	store_relaxed(&heap->nr_dirty, load_relaxed(&heap->nr_dirty) + dirty);
}

static void account_out(struct buddy_heap *heap, pfn_t pfn, unsigned nr)
{
	unsigned dirty = block_count_dirty(pfn, nr);

	store_relaxed(&heap->nr_free, load_relaxed(&heap->nr_free) - nr);
	store_relaxed(&heap->nr_dirty, load_relaxed(&heap->nr_dirty) - dirty);
}

/* The block to take from, and the order it has. */
static pfn_t choose(const struct buddy_heap *heap, unsigned *order, bool clean)
{
	uint32_t fitting = heap->nonempty & (~0u << *order);
	uint32_t left = fitting;

	if (!fitting)
		return PFN_NONE;
	for (; clean && left; left &= left - 1) {
		unsigned o = lowest_bit(left);
		pfn_t tail = heap->area[o].tail;

		if (!block_any_dirty(tail, 1u << o)) {
			*order = o;
			return tail;
		}
	}
	*order = lowest_bit(fitting);
	return heap->area[*order].head;
}

pfn_t buddy_take(struct buddy_heap *heap, unsigned order, bool clean)
{
	unsigned have = order;
	pfn_t pfn = choose(heap, &have, clean);

	if (pfn == PFN_NONE)
		return PFN_NONE;
	del_block(heap, pfn, have);
	/* Keep the lower half: small requests come out in address order. */
	while (have > order) {
		have--;
		add_block(heap, pfn + (1u << have), have);
	}
	account_out(heap, pfn, 1u << order);
	return pfn;
}

/* Whether the block at pfn is free and has exactly that order. */
static bool page_is_buddy(pfn_t pfn, unsigned order)
{
	const struct page *page = pfn_to_page(pfn);

	return load_relaxed(&page->flags) & PG_BUDDY && page->order == order;
}

static bool put_block(struct buddy_heap *heap, pfn_t pfn, unsigned order)
{
	while (order < MAX_ORDER && page_is_buddy(pfn ^ (1u << order), order)) {
		del_block(heap, pfn ^ (1u << order), order);
		pfn &= ~(1u << order);
		order++;
	}
	if (order == MAX_ORDER)
		return true;
	add_block(heap, pfn, order);
	return false;
}

/* The largest aligned block that starts at pfn and has at most nr pages. */
static unsigned largest_order(pfn_t pfn, unsigned nr)
{
	unsigned fits = log2_floor(nr);

	if (!pfn)
		return fits;
	return lowest_bit(pfn) < fits ? lowest_bit(pfn) : fits;
}

bool buddy_put(struct buddy_heap *heap, pfn_t pfn, unsigned nr)
{
	pfn_t block = block_start(pfn);
	bool whole = false;

	account_in(heap, pfn, nr);
	while (nr) {
		unsigned order = largest_order(pfn, nr);

		whole = put_block(heap, pfn, order);
		pfn += 1u << order;
		nr -= 1u << order;
	}
	if (whole)
		account_out(heap, block, BLOCK_PAGES);
	return whole;
}

/* Free pages in a row from pfn on, in whole free blocks, until nr or more. */
static unsigned free_stretch(pfn_t pfn, unsigned nr)
{
	unsigned have = 0;

	while (have < nr && block_start(pfn + have) == block_start(pfn) &&
	       load_relaxed(&pfn_to_page(pfn + have)->flags) & PG_BUDDY)
		have += 1u << pfn_to_page(pfn + have)->order;
	return have;
}

bool buddy_take_at(struct buddy_heap *heap, pfn_t pfn, unsigned nr)
{
	unsigned have = free_stretch(pfn, nr);

	if (have < nr)
		return false;
	for (pfn_t at = pfn; at < pfn + have;) {
		unsigned order = pfn_to_page(at)->order;

		del_block(heap, at, order);
		at += 1u << order;
	}
	account_out(heap, pfn, have);
	if (have > nr)
		buddy_put(heap, pfn + nr, have - nr);
	return true;
}
