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

/*
 * Bits set in a word; most are full or empty.  Else sums of two, four and
 * eight bits, side by side; the product adds up the eight bytes in its
 * topmost.  Inline, since processors of the baseline have no instruction for
 * it and the compiler calls a walk through a table instead.
 */
static inline unsigned count_bits(uint64_t word)
{
	const uint64_t twos = UINT64_MAX / 3, fours = UINT64_MAX / 5;
	const uint64_t eights = UINT64_MAX / 17, bytes = UINT64_MAX / 255;

	if (!word)
		return 0;
	if (!~word)
		return WORD_BITS;
	word -= word >> 1 & twos;
	word = (word & fours) + (word >> 2 & fours);
	word = (word + (word >> 4)) & eights;
	return (unsigned)(word * bytes >> (WORD_BITS - 8));
}

/* [from, to) in more than one word. */
static unsigned count_words(const struct block *b, unsigned from, unsigned to)
{
	unsigned w = from / WORD_BITS, last = (to - 1) / WORD_BITS;
	unsigned sum =
		count_bits(load_relaxed(&b->dirty[w]) >> from % WORD_BITS);

	while (++w < last)
		sum += count_bits(load_relaxed(&b->dirty[w]));
	return sum + count_bits(load_relaxed(&b->dirty[last]) &
				low_bits(to - last * WORD_BITS));
}

unsigned block_count_dirty(pfn_t pfn, unsigned nr)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned from = page_in_block(pfn), all = load_relaxed(&b->nr_dirty);

	if (!all || nr == BLOCK_PAGES)
		return all;
	if (all == BLOCK_PAGES)
		return nr;
	if (in_one_word(from, nr)) {
		uint64_t bits = dirty_bits(b, from, nr);

		return bits == low_bits(nr) ? nr : count_bits(bits);
	}
	return count_words(b, from, from + nr);
}

bool block_any_dirty(pfn_t pfn, unsigned nr)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned from = page_in_block(pfn), to = from + nr;
	unsigned all = load_relaxed(&b->nr_dirty);

	if (!all || nr == BLOCK_PAGES)
		return all;
	if (in_one_word(from, nr))
		return dirty_bits(b, from, nr) != 0;
	for (unsigned w = from / WORD_BITS; w * WORD_BITS < to; w++)
		if (load_relaxed(&b->dirty[w]) & word_mask(w, from, to))
			return true;
	return false;
}

static void mark_all(struct block *b, bool dirty)
{
	for (unsigned w = 0; w < ARRAY_SIZE(b->dirty); w++)
		store_relaxed(&b->dirty[w], dirty ? ~UINT64_C(0) : 0);
	store_relaxed(&b->nr_dirty, dirty ? BLOCK_PAGES : 0);
}

/* Marks some bits of a word; returns how many of them changed. */
static inline unsigned mark_word(struct block *b, unsigned w, uint64_t mask,
				 bool dirty)
{
	uint64_t word = load_relaxed(&b->dirty[w]);
	uint64_t change = (dirty ? ~word : word) & mask;

	if (!change)
		return 0;
	/* One writer at a time: a store, not a read-modify-write. */
	store_relaxed(&b->dirty[w], word ^ change);
	return count_bits(change);
}

void block_mark(pfn_t pfn, unsigned nr, bool dirty)
{
	struct block *b = pfn_to_block(pfn);
	unsigned from = page_in_block(pfn), to = from + nr, changed = 0;
	unsigned all = load_relaxed(&b->nr_dirty);

	if (all == (dirty ? BLOCK_PAGES : 0))
		return;
	count_line(b);
	count_line(&b->dirty[from / WORD_BITS]);
	if (nr == BLOCK_PAGES) {
		mark_all(b, dirty);
		return;
	}
	if (in_one_word(from, nr))
		changed = mark_word(b, from / WORD_BITS,
				    low_bits(nr) << from % WORD_BITS, dirty);
	else
		for (unsigned w = from / WORD_BITS; w * WORD_BITS < to; w++)
			changed +=
				mark_word(b, w, word_mask(w, from, to), dirty);
	store_relaxed(&b->nr_dirty,
		      (uint16_t)(dirty ? all + changed : all - changed));
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
