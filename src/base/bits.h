/* SPDX-License-Identifier: MIT */
/*
 * base/bits.h - powers of two, logarithms and bitmaps
 *
 * A bitmap is an array of 64-bit words, bit i in word i / 64.  Whoever owns
 * the bitmap serialises its writers; nothing here is atomic.
 */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include "base/compiler.h"

enum { WORD_BITS = 64 };

#define BITMAP_WORDS(bits) (((bits) + WORD_BITS - 1) / WORD_BITS)

/* a is a power of two. */
static inline size_t align_up(size_t n, size_t a)
{
	return (n + a - 1) & ~(a - 1);
}

static inline size_t align_down(size_t n, size_t a)
{
	return n & ~(a - 1);
}

static inline bool is_aligned(size_t n, size_t a)
{
	return (n & (a - 1)) == 0;
}

static inline bool is_pow2(size_t n)
{
	return n && (n & (n - 1)) == 0;
}

/* floor(log2(n)), n > 0 */
static inline unsigned log2_floor(uint64_t n)
{
	return 63u - (unsigned)__builtin_clzll(n);
}

/* ceil(log2(n)), n > 0 */
static inline unsigned log2_ceil(uint64_t n)
{
	return n == 1 ? 0 : log2_floor(n - 1) + 1;
}

/* Trailing zero bits, n > 0. */
static inline unsigned lowest_bit(uint64_t n)
{
	return (unsigned)__builtin_ctzll(n);
}

static inline bool bit_test(const uint64_t *map, size_t i)
{
	return map[i / WORD_BITS] >> (i % WORD_BITS) & 1;
}

static inline void bit_set(uint64_t *map, size_t i)
{
	map[i / WORD_BITS] |= UINT64_C(1) << (i % WORD_BITS);
}

static inline void bit_clear(uint64_t *map, size_t i)
{
	map[i / WORD_BITS] &= ~(UINT64_C(1) << (i % WORD_BITS));
}

/* The bits of word w that lie in [from, to). */
static inline uint64_t word_mask(size_t w, size_t from, size_t to)
{
	size_t first = w * WORD_BITS;
	uint64_t mask = ~UINT64_C(0);

	if (from > first)
		mask &= ~UINT64_C(0) << (from - first);
	if (to < first + WORD_BITS)
		mask &= ~(~UINT64_C(0) << (to - first));
	return mask;
}

/* The first set bit in [from, to), or to. */
static inline size_t bitmap_next(const uint64_t *map, size_t from, size_t to)
{
	for (size_t w = from / WORD_BITS; w * WORD_BITS < to; w++) {
		uint64_t word = map[w] & word_mask(w, from, to);

		if (word)
			return w * WORD_BITS + lowest_bit(word);
	}
	return to;
}

/* The set bit that has n below it; there are more than n. */
static inline size_t bitmap_nth(const uint64_t *map, size_t n)
{
	uint64_t word = *map;
	size_t w = 0, here;

	while (n >= (here = (size_t)__builtin_popcountl(word))) {
		n -= here;
		word = map[++w];
	}
	while (n--)
		word &= word - 1;
	return w * WORD_BITS + lowest_bit(word);
}

/* floor(sqrt(n)), bit by bit from the top: 32 steps, no division. */
static inline uint64_t int_sqrt(uint64_t n)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 62; bit; bit >>= 2) {
		if (n >= root + bit) {
			n -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return root;
}

#endif /* BASE_BITS_H */
