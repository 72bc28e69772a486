/* SPDX-License-Identifier: MIT */
/*
 * buddy/free_map.c - which parts of a split block are free
 */
#include "buddy/free_map.h"

#include "harden/secret.h"

unsigned free_map_any(const struct block *b, unsigned order)
{
	unsigned first = part_first(order);
	unsigned at = free_map_next(b, first + secret_below(first), order);

	return at ? at : free_map_lowest(b, order);
}

unsigned free_map_order(pfn_t pfn)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned state = load_relaxed(&b->state), order = 0;

	if (state == BLOCK_POOL)
		return MAX_ORDER;
	if (state == BLOCK_WHOLE)
		return NR_PAGE_ORDERS;
	while (order < MAX_ORDER && !free_map_test(b, part_of(pfn, order)))
		order++;
	return order < MAX_ORDER ? order : NR_PAGE_ORDERS;
}

/*
 * The order of the free part that begins or ends with a page; a part there is
 * of order `aligned` at most.  More than MAX_ORDER: the page is not free.
 */
static unsigned neighbour(const struct block *b, unsigned page,
			  unsigned aligned)
{
	unsigned orders = b->free_orders & ((2u << aligned) - 1);

	for (; orders; orders &= orders - 1)
		if (free_map_test(b, part_of(page, lowest_bit(orders))))
			return lowest_bit(orders);
	return NR_PAGE_ORDERS;
}

/*
 * The stretch that has a part as its largest, and the first of these: parts
 * grow towards it and shrink behind it, as in
 *
 *     1 | 2 3 | 4 5 6 7 | 8 9 10 11 | 12 13
 *
 * Pages count from the block's start.  .nr is 0 if another part is larger.
 */
static struct stretch stretch_of(const struct block *b, unsigned part,
				 unsigned order)
{
	unsigned start = (part << order) & (BLOCK_PAGES - 1);
	unsigned end = start + (1u << order), o;

	for (; start; start -= 1u << o) {
		o = neighbour(b, start - 1, lowest_bit(start));
		if (o > MAX_ORDER)
			break;
		if (o >= order)
			return (struct stretch){ .nr = 0 };
	}
	for (; end < BLOCK_PAGES; end += 1u << o) {
		o = neighbour(b, end, lowest_bit(end));
		if (o > MAX_ORDER)
			break;
		if (o > order)
			return (struct stretch){ .nr = 0 };
	}
	return (struct stretch){ .pfn = start, .nr = end - start };
}

/* A stretch is no shorter than its largest part: larger ones are no better. */
struct stretch free_map_stretch(const struct block *b, unsigned nr)
{
	unsigned o = stretch_order(nr);
	struct stretch best = { .nr = 0 };

	for (; o < MAX_ORDER && (!best.nr || best.nr > 1u << o); o++) {
		unsigned at = 0;

		if (b->free_orders >> o & 1)
			at = free_map_lowest(b, o);
		for (; at; at = free_map_next(b, at + 1, o)) {
			struct stretch s = stretch_of(b, at, o);

			if (s.nr >= nr && (!best.nr || s.nr < best.nr))
				best = s;
		}
	}
	best.pfn += block_to_pfn(b);
	return best;
}
