/* SPDX-License-Identifier: MIT */
/*
 * buddy/buddy_core.c - split and merge
 */
#include "buddy/buddy_core.h"

#include "harden/harden.h"
#include "harden/secret.h"

/* How many parts of an order to look at for one of the wanted state. */
enum { PART_SEARCH = 8 };

static void add_part(struct buddy_heap *heap, struct block *b, unsigned part,
		     unsigned order)
{
	free_map_set(b, part, order);
	count_line(&b->free[part / WORD_BITS]);
	store_relaxed(&heap->nr_parts[order],
		      load_relaxed(&heap->nr_parts[order]) + 1);
}

static void del_part(struct buddy_heap *heap, struct block *b, unsigned part,
		     unsigned order)
{
	free_map_clear(b, part, order);
	count_line(&b->free[part / WORD_BITS]);
	store_relaxed(&heap->nr_parts[order],
		      load_relaxed(&heap->nr_parts[order]) - 1);
}

/* Pages entered the heap, or left it: the counters follow. */
static void account_in(struct buddy_heap *heap, struct block *b, unsigned nr,
		       unsigned dirty)
{
	count_line(b);
	count_line(heap);
	store_relaxed(&heap->nr_free, load_relaxed(&heap->nr_free) + nr);
	store_relaxed(&heap->nr_dirty, load_relaxed(&heap->nr_dirty) + dirty);
	b->nr_free += (uint16_t)nr;
	b->nr_free_dirty += (uint16_t)dirty;
}

static void account_out(struct buddy_heap *heap, struct block *b, unsigned nr,
			unsigned dirty)
{
	count_line(b);
	count_line(heap);
	store_relaxed(&heap->nr_free, load_relaxed(&heap->nr_free) - nr);
	store_relaxed(&heap->nr_dirty, load_relaxed(&heap->nr_dirty) - dirty);
	b->nr_free -= (uint16_t)nr;
	b->nr_free_dirty -= (uint16_t)dirty;
}

/* Dirty pages of a range; without a call where one bit tells. */
static unsigned count_dirty(const struct block *b, pfn_t pfn, unsigned nr)
{
	if (nr == 1)
		return (unsigned)dirty_bits(b, pfn & (BLOCK_PAGES - 1), 1);
	return block_count_dirty(pfn, nr);
}

/* A free part on its way out. */
struct part {
	unsigned number, order;
};

static bool part_is_dirty(const struct block *b, unsigned part, unsigned order)
{
	unsigned from = (part << order) & (BLOCK_PAGES - 1), nr = 1u << order;

	return in_one_word(from, nr) ?
		       dirty_bits(b, from, nr) != 0 :
		       block_any_dirty(block_to_pfn(b) + from, nr);
}

/*
 * A part of the wanted state and of one of these orders, the smallest first,
 * or `none`.  Looks at a few of each order.
 */
static noinline struct part search(const struct block *b, unsigned orders,
				   bool clean, struct part none)
{
	for (; orders; orders &= orders - 1) {
		unsigned o = lowest_bit(orders);
		unsigned at = free_map_lowest(b, o);

		for (int n = 0; at && n < PART_SEARCH; n++) {
			if (part_is_dirty(b, at, o) != clean)
				return (struct part){ at, o };
			at = free_map_next(b, at + 1, o);
		}
	}
	return none;
}

/* 0, the lower: small requests come out in address order; or by chance. */
static unsigned kept_half(void)
{
	return harden_on(HARDEN_RANDOM) ? secret_below(2) : 0;
}

/*
 * The part to take from a block that has one: the smallest that fits, and of
 * those the lowest.  Where the block has clean and dirty pages free, the
 * state counts too: a dirty part only instead of another of its order, lest
 * large parts be split for it, a clean one of any order.
 */
static struct part choose(const struct block *b, unsigned order, bool clean)
{
	unsigned orders = b->free_orders >> order << order;
	struct part first = { .order = lowest_bit(orders) };

	first.number = harden_on(HARDEN_RANDOM) ?
			       free_map_any(b, first.order) :
			       free_map_lowest(b, first.order);
	if (!b->nr_free_dirty || b->nr_free_dirty == b->nr_free ||
	    part_is_dirty(b, first.number, first.order) != clean)
		return first;
	if (!clean)
		orders = 1u << first.order;
	return search(b, orders, clean, first);
}

static void count_splits(struct buddy_heap *heap, unsigned n)
{
	store_relaxed(&heap->nr_splits, load_relaxed(&heap->nr_splits) + n);
}

static void count_merges(struct buddy_heap *heap, unsigned n)
{
	store_relaxed(&heap->nr_merges, load_relaxed(&heap->nr_merges) + n);
}

/* Frees a part, merged as far as it goes. */
static void put_part(struct buddy_heap *heap, struct block *b, unsigned part,
		     unsigned order)
{
	unsigned merged = order;

	while (merged < MAX_ORDER && free_map_test(b, part ^ 1)) {
		del_part(heap, b, part ^ 1, merged);
		part >>= 1;
		merged++;
	}
	if (merged < MAX_ORDER)
		add_part(heap, b, part, merged);
	if (merged != order)
		count_merges(heap, merged - order);
}

/* The largest aligned part that starts at pfn and has at most nr pages. */
static unsigned largest_order(pfn_t pfn, unsigned nr)
{
	unsigned fits = log2_floor(nr), aligned = lowest_bit(pfn | BLOCK_PAGES);

	return aligned < fits ? aligned : fits;
}

/* Frees a range, part by part; returns how many those are. */
static unsigned put_range(struct buddy_heap *heap, struct block *b, pfn_t pfn,
			  unsigned nr)
{
	unsigned parts = 0;

	for (; nr; parts++) {
		unsigned order = largest_order(pfn, nr);

		put_part(heap, b, part_of(pfn, order), order);
		pfn += 1u << order;
		nr -= 1u << order;
	}
	return parts;
}

pfn_t buddy_take(struct buddy_heap *heap, unsigned nr, unsigned order,
		 bool clean)
{
	struct block *b = block_list_find(&heap->lists, order, clean);
	unsigned splits;
	struct part part;
	pfn_t pfn;

	if (!b)
		return PFN_NONE;
	part = choose(b, order, clean);
	splits = part.order - order;
	del_part(heap, b, part.number, part.order);
	while (part.order > order) {
		part.order--;
		part.number = 2 * part.number + kept_half();
		add_part(heap, b, part.number ^ 1, part.order);
	}
	pfn = part_pfn(b, part.number, part.order);
	if (nr < 1u << order)
		splits += put_range(heap, b, pfn + nr, (1u << order) - nr);
	if (splits)
		count_splits(heap, splits);
	account_out(heap, b, nr, count_dirty(b, pfn, nr));
	block_list_update(&heap->lists, b);
	return pfn;
}

bool buddy_put(struct buddy_heap *heap, pfn_t pfn, unsigned nr)
{
	struct block *b = pfn_to_block(pfn);
	bool whole;

	account_in(heap, b, nr, count_dirty(b, pfn, nr));
	put_range(heap, b, pfn, nr);
	whole = b->nr_free == BLOCK_PAGES;
	if (whole)
		account_out(heap, b, BLOCK_PAGES, b->nr_free_dirty);
	block_list_update(&heap->lists, b);
	return whole;
}

void buddy_adopt(struct buddy_heap *heap, pfn_t block, unsigned nr)
{
	struct block *b = pfn_to_block(block);
	unsigned rest = BLOCK_PAGES - nr;

	account_in(heap, b, rest, count_dirty(b, block + nr, rest));
	count_splits(heap, put_range(heap, b, block + nr, rest));
	block_list_update(&heap->lists, b);
}

/* Free pages in a row from pfn on, in whole free parts, until nr or more. */
static unsigned free_stretch(pfn_t pfn, unsigned nr)
{
	unsigned have = 0;

	while (have < nr && block_start(pfn + have) == block_start(pfn)) {
		unsigned order = free_map_order(pfn + have);

		if (order >= MAX_ORDER)
			break;
		have += 1u << order;
	}
	return have;
}

bool buddy_take_at(struct buddy_heap *heap, pfn_t pfn, unsigned nr)
{
	struct block *b = pfn_to_block(pfn);
	unsigned have = free_stretch(pfn, nr);

	if (have < nr)
		return false;
	for (pfn_t at = pfn; at < pfn + have;) {
		unsigned order = free_map_order(at);

		del_part(heap, b, part_of(at, order), order);
		at += 1u << order;
	}
	if (have > nr)
		count_splits(heap, put_range(heap, b, pfn + nr, have - nr));
	account_out(heap, b, nr, count_dirty(b, pfn, nr));
	block_list_update(&heap->lists, b);
	return true;
}

pfn_t buddy_take_stretch(struct buddy_heap *heap, unsigned nr)
{
	struct stretch s = block_list_stretch(
		&heap->lists, nr, stretch_order(nr), free_map_stretch);

	if (!s.nr)
		return PFN_NONE;
	buddy_take_at(heap, s.pfn, nr);
	return s.pfn;
}

/* The first dirty part of exactly that order, or 0. */
static unsigned dirty_part(const struct block *b, unsigned order)
{
	unsigned at = free_map_next(b, part_first(order), order);

	while (at && !part_is_dirty(b, at, order))
		at = free_map_next(b, at + 1, order);
	return at;
}

static bool has_dirty_part(const struct block *b, unsigned order)
{
	return b->free_orders >> order & 1 && dirty_part(b, order);
}

pfn_t buddy_take_dirty(struct buddy_heap *heap, unsigned order)
{
	struct block *b = block_list_sweep(&heap->lists, order, has_dirty_part);
	pfn_t pfn;

	if (!b)
		return PFN_NONE;
	pfn = part_pfn(b, dirty_part(b, order), order);
	buddy_take_at(heap, pfn, 1u << order);
	return pfn;
}
