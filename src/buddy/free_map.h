/* SPDX-License-Identifier: MIT */
/*
 * buddy/free_map.h - which parts of a split block are free
 *
 * The bitmap that struct block draws, with two summaries beside it: which
 * words are not empty, and which orders have a part.  So finding, setting and
 * clearing a bit are a few instructions each, and no free page's own record
 * is touched.
 *
 * Locking: the caller's, but for free_map_order.
 */
#ifndef BUDDY_FREE_MAP_H
#define BUDDY_FREE_MAP_H

#include "buddy/arena.h"

/* The part of that order that holds a page. */
static inline unsigned part_of(pfn_t pfn, unsigned order)
{
	return (BLOCK_PAGES | (pfn & (BLOCK_PAGES - 1))) >> order;
}

/* The first part of an order; there are as many as its number says. */
static inline unsigned part_first(unsigned order)
{
	return 1u << (MAX_ORDER - order);
}

/* The first page of a part. */
static inline pfn_t part_pfn(const struct block *b, unsigned part,
			     unsigned order)
{
	return block_to_pfn(b) + ((part << order) & (BLOCK_PAGES - 1));
}

/* Whether exactly that part is free. */
static inline bool free_map_test(const struct block *b, unsigned part)
{
	return load_relaxed(&b->free[part / WORD_BITS]) >> part % WORD_BITS & 1;
}

/*
 * The words of an order are numbered from a power of two to below the next,
 * or are word 0 alone, so they are an octave of one word of the summary.
 */
static_assert(FREE_WORDS <= 2 * WORD_BITS, "or an order needs two");

/* Bits [n, 2 * n) of word n / WORD_BITS of a bitmap; n is a power of two. */
static inline uint64_t octave(unsigned n)
{
	uint64_t from_n = ~UINT64_C(0) << n % WORD_BITS;

	return n < WORD_BITS ? from_n ^ from_n << n : ~UINT64_C(0);
}

/* The first free part of an order, from a part of that order on; 0: none. */
static inline unsigned free_map_next(const struct block *b, unsigned from,
				     unsigned order)
{
	unsigned end = 2 * part_first(order), w = from / WORD_BITS;
	uint64_t word;

	if (from >= end)
		return 0;
	word = load_relaxed(&b->free[w]) & word_mask(w, from, end);
	if (!word) {
		unsigned s = ++w / WORD_BITS, last = end / WORD_BITS;
		uint64_t words;

		if (w >= last)
			return 0;
		words = b->filled[s] & word_mask(s, w, last);
		if (!words)
			return 0;
		w = s * WORD_BITS + lowest_bit(words);
		word = load_relaxed(&b->free[w]);
	}
	return w * WORD_BITS + lowest_bit(word);
}

/* The first free part of an order that has one. */
static inline unsigned free_map_lowest(const struct block *b, unsigned order)
{
	unsigned first = part_first(order), w = first / WORD_BITS;
	uint64_t word;

	if (w) {
		unsigned s = w / WORD_BITS;

		w = s * WORD_BITS + lowest_bit(b->filled[s] & octave(w));
		word = load_relaxed(&b->free[w]);
	} else {
		word = load_relaxed(&b->free[0]) & octave(first);
	}
	return w * WORD_BITS + lowest_bit(word);
}

/* ... or the first from a random part on, if there is one. */
unsigned free_map_any(const struct block *b, unsigned order);

/* That part became free, and no other that it overlaps is. */
static inline void free_map_set(struct block *b, unsigned part, unsigned order)
{
	unsigned w = part / WORD_BITS;

	DEBUG_ASSERT(part > 1 && part / part_first(order) == 1);
	DEBUG_ASSERT(!free_map_test(b, part));
	store_relaxed(&b->free[w], load_relaxed(&b->free[w]) |
					   UINT64_C(1) << part % WORD_BITS);
	bit_set(b->filled, w);
	b->free_orders |= (uint16_t)(1u << order);
}

/* An order's word, or its part of word 0, is empty: the summaries follow. */
static inline void free_map_emptied(struct block *b, unsigned w, unsigned order)
{
	unsigned first = part_first(order) / WORD_BITS;

	if (!load_relaxed(&b->free[w]))
		bit_clear(b->filled, w);
	if (!first || !(b->filled[first / WORD_BITS] & octave(first)))
		b->free_orders &= (uint16_t) ~(1u << order);
}

/* That part is free no more. */
static inline void free_map_clear(struct block *b, unsigned part,
				  unsigned order)
{
	unsigned w = part / WORD_BITS;
	uint64_t word = load_relaxed(&b->free[w]);

	DEBUG_ASSERT(free_map_test(b, part));
	word &= ~(UINT64_C(1) << part % WORD_BITS);
	store_relaxed(&b->free[w], word);
	if (!(word & octave(part_first(order))))
		free_map_emptied(b, w, order);
}

/*
 * The order of the free part that holds a page, MAX_ORDER if its block is in
 * the pool, and more if the page is not free.  The page is present.  Without
 * the stripe's lock the answer is a hint, unless the caller owns the page.
 */
unsigned free_map_order(pfn_t pfn);

static inline bool page_is_free(pfn_t pfn)
{
	return free_map_order(pfn) <= MAX_ORDER;
}

/* Free pages in a row, whatever parts they are in. */
struct stretch {
	pfn_t pfn;
	unsigned nr; /* 0: there is none */
};

/*
 * The order of the largest part that every stretch of nr pages has, nr > 1: a
 * shorter one, on either side of a boundary, can reach 2^(order + 1) - 1.
 */
static inline unsigned stretch_order(unsigned nr)
{
	return log2_floor(nr + 1) - 1;
}

/* The shortest stretch of at least nr pages, nr > 1, of a block. */
struct stretch free_map_stretch(const struct block *b, unsigned nr);

#endif /* BUDDY_FREE_MAP_H */
