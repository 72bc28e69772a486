/* SPDX-License-Identifier: MIT */
/*
 * buddy/block.c - the dirty map of a block
 */
#include "buddy/block.h"

#include "buddy/arena.h"

static unsigned page_in_block(pfn_t pfn)
{
	return pfn & (BLOCK_PAGES - 1);
}

unsigned block_count_dirty(pfn_t pfn, unsigned nr)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned from = page_in_block(pfn), to = from + nr, sum = 0;

	if (nr == BLOCK_PAGES)
		return b->nr_dirty;
	for (unsigned w = from / WORD_BITS; w * WORD_BITS < to; w++)
		sum += (unsigned)__builtin_popcountll(
			load_relaxed(&b->dirty[w]) & word_mask(w, from, to));
	return sum;
}

bool block_any_dirty(pfn_t pfn, unsigned nr)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned from = page_in_block(pfn), to = from + nr;

	if (nr == BLOCK_PAGES)
		return b->nr_dirty != 0;
	for (unsigned w = from / WORD_BITS; w * WORD_BITS < to; w++)
		if (load_relaxed(&b->dirty[w]) & word_mask(w, from, to))
			return true;
	return false;
}

static void mark_all(struct block *b, bool dirty)
{
	for (unsigned w = 0; w < ARRAY_SIZE(b->dirty); w++)
		store_relaxed(&b->dirty[w], dirty ? ~UINT64_C(0) : 0);
	b->nr_dirty = dirty ? BLOCK_PAGES : 0;
}

void block_mark(pfn_t pfn, unsigned nr, bool dirty)
{
	struct block *b = pfn_to_block(pfn);
	unsigned from = page_in_block(pfn), to = from + nr;

	if (nr == BLOCK_PAGES) {
		mark_all(b, dirty);
		return;
	}
	b->nr_dirty -= (uint16_t)block_count_dirty(pfn, nr);
	for (unsigned w = from / WORD_BITS; w * WORD_BITS < to; w++) {
		uint64_t mask = word_mask(w, from, to);
		uint64_t word = load_relaxed(&b->dirty[w]);

		/* One writer at a time: a store, not a read-modify-write. */
		store_relaxed(&b->dirty[w], dirty ? word | mask : word & ~mask);
	}
	if (dirty)
		b->nr_dirty += (uint16_t)nr;
}

/* The first page in [from, to) of a block whose bit is `dirty`, or to. */
static unsigned next_bit(const struct block *b, unsigned from, unsigned to,
			 bool dirty)
{
	uint64_t flip = dirty ? 0 : ~UINT64_C(0);

	for (unsigned w = from / WORD_BITS; w * WORD_BITS < to; w++) {
		uint64_t word = load_relaxed(&b->dirty[w]) ^ flip;

		word &= word_mask(w, from, to);
		if (word)
			return w * WORD_BITS + lowest_bit(word);
	}
	return to;
}

pfn_t block_next_dirty(pfn_t pfn, pfn_t end, unsigned *nr)
{
	*nr = 0;
	while (pfn < end) {
		const struct block *b = pfn_to_block(pfn);
		pfn_t start = block_start(pfn);
		unsigned to = end - start < BLOCK_PAGES ? end - start :
							  BLOCK_PAGES;
		unsigned first = next_bit(b, page_in_block(pfn), to, true);

		if (first < to) {
			*nr = next_bit(b, first, to, false) - first;
			return start + first;
		}
		pfn = start + BLOCK_PAGES;
	}
	return end;
}
