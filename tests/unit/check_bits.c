/* SPDX-License-Identifier: MIT */
/*
 * unit/check_bits.c - arithmetic on bits against the obvious way to do it
 */
#include "base/bits.h"
#include "support/random.h"
#include "support/suite.h"

enum { MAP_BITS = 200 };

START_TEST(test_align_agrees_with_division)
{
	for (size_t a = 1; a <= 128; a *= 2)
		for (size_t n = 0; n < 1000; n++) {
			must(align_up(n, a) == (n + a - 1) / a * a);
			must(align_down(n, a) == n / a * a);
			must(is_aligned(n, a) == (n % a == 0));
		}
}
END_TEST

START_TEST(test_pow2_has_one_bit)
{
	ck_assert(!is_pow2(0));
	for (size_t n = 1; n < 5000; n++)
		must(is_pow2(n) == (__builtin_popcountll(n) == 1));
	ck_assert(is_pow2((size_t)1 << 63));
	ck_assert(!is_pow2(SIZE_MAX));
}
END_TEST

START_TEST(test_log2_is_the_exponent_of_the_power_below)
{
	for (uint64_t n = 1; n < 5000; n++) {
		must(UINT64_C(1) << log2_floor(n) <= n);
		must(UINT64_C(2) << log2_floor(n) > n);
	}
	for (unsigned e = 1; e < 64; e++) {
		must(log2_floor(UINT64_C(1) << e) == e);
		must(log2_floor((UINT64_C(1) << e) - 1) == e - 1);
	}
	ck_assert_uint_eq(log2_floor(UINT64_MAX), 63);
}
END_TEST

START_TEST(test_log2_ceil_is_the_exponent_of_the_power_above)
{
	ck_assert_uint_eq(log2_ceil(1), 0);
	for (uint64_t n = 2; n < 5000; n++) {
		must(UINT64_C(1) << log2_ceil(n) >= n);
		must(UINT64_C(1) << (log2_ceil(n) - 1) < n);
	}
	ck_assert_uint_eq(log2_ceil(UINT64_C(1) << 63), 63);
	ck_assert_uint_eq(log2_ceil(UINT64_MAX), 64);
}
END_TEST

START_TEST(test_lowest_bit_counts_trailing_zeros)
{
	for (unsigned i = 0; i < 64; i++) {
		must(lowest_bit(UINT64_C(1) << i) == i);
		must(lowest_bit(UINT64_MAX << i) == i);
	}
}
END_TEST

START_TEST(test_bit_changes_no_other_bit)
{
	for (size_t i = 0; i < MAP_BITS; i++) {
		uint64_t map[BITMAP_WORDS(MAP_BITS)] = { 0 };

		bit_set(map, i);
		for (size_t j = 0; j < MAP_BITS; j++)
			must(bit_test(map, j) == (i == j));
		for (size_t j = 0; j < MAP_BITS; j++)
			bit_set(map, j);
		bit_clear(map, i);
		for (size_t j = 0; j < MAP_BITS; j++)
			must(bit_test(map, j) == (i != j));
	}
}
END_TEST

START_TEST(test_bitmap_words_round_up)
{
	ck_assert_uint_eq(BITMAP_WORDS(0), 0);
	ck_assert_uint_eq(BITMAP_WORDS(1), 1);
	ck_assert_uint_eq(BITMAP_WORDS(64), 1);
	ck_assert_uint_eq(BITMAP_WORDS(65), 2);
}
END_TEST

/* The mask of word w, bit by bit. */
static uint64_t naive_mask(size_t w, size_t from, size_t to)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < WORD_BITS; i++)
		if (w * WORD_BITS + i >= from && w * WORD_BITS + i < to)
			mask |= UINT64_C(1) << i;
	return mask;
}

START_TEST(test_word_mask_covers_the_range)
{
	for (size_t from = 0; from < MAP_BITS; from++)
		for (size_t to = from + 1; to <= MAP_BITS; to++)
			for (size_t w = from / WORD_BITS; w * WORD_BITS < to;
			     w++)
				must(word_mask(w, from, to) ==
				     naive_mask(w, from, to));
}
END_TEST

static size_t naive_next(const uint64_t *map, size_t from, size_t to)
{
	while (from < to && !bit_test(map, from))
		from++;
	return from;
}

START_TEST(test_bitmap_next_finds_the_first)
{
	struct rng rng = rng_seeded(__func__);

	for (int round = 0; round < 50; round++) {
		uint64_t map[BITMAP_WORDS(MAP_BITS)] = { 0 };

		for (int n = 0; n < round / 4; n++)
			bit_set(map, rng_below(&rng, MAP_BITS));
		for (size_t from = 0; from < MAP_BITS; from++)
			for (size_t to = from; to <= MAP_BITS; to += 7)
				must(bitmap_next(map, from, to) ==
				     naive_next(map, from, to));
	}
}
END_TEST

START_TEST(test_bitmap_nth_has_so_many_below)
{
	struct rng rng = rng_seeded(__func__);

	for (int round = 0; round < 200; round++) {
		uint64_t map[BITMAP_WORDS(MAP_BITS)] = { 0 };
		size_t n = 0;

		for (int i = 0; i < round; i++)
			bit_set(map, rng_below(&rng, MAP_BITS));
		for (size_t i = 0; i < MAP_BITS; i++)
			if (bit_test(map, i))
				must(bitmap_nth(map, n++) == i);
	}
}
END_TEST

START_TEST(test_int_sqrt_rounds_down)
{
	for (uint64_t n = 0; n < 100000; n++) {
		uint64_t r = int_sqrt(n);

		must(r * r <= n && (r + 1) * (r + 1) > n);
	}
}
END_TEST

START_TEST(test_int_sqrt_of_large_squares)
{
	struct rng rng = rng_seeded(__func__);

	for (int i = 0; i < 10000; i++) {
		uint64_t r = 1 + rng_below(&rng, UINT32_MAX);

		must(int_sqrt(r * r) == r);
		must(int_sqrt(r * r - 1) == r - 1);
	}
	ck_assert_uint_eq(int_sqrt(UINT64_MAX), UINT32_MAX);
}
END_TEST

static Suite *bits_suite(void)
{
	Suite *s = suite_create("bits");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_align_agrees_with_division);
	tcase_add_test(core, test_pow2_has_one_bit);
	tcase_add_test(core, test_log2_is_the_exponent_of_the_power_below);
	tcase_add_test(core, test_log2_ceil_is_the_exponent_of_the_power_above);
	tcase_add_test(core, test_lowest_bit_counts_trailing_zeros);
	tcase_add_test(core, test_bit_changes_no_other_bit);
	tcase_add_test(core, test_word_mask_covers_the_range);
	tcase_add_test(core, test_bitmap_next_finds_the_first);
	tcase_add_test(core, test_bitmap_nth_has_so_many_below);
	tcase_add_test(core, test_int_sqrt_rounds_down);
	tcase_add_test(limits, test_bitmap_words_round_up);
	tcase_add_test(limits, test_int_sqrt_of_large_squares);
	return s;
}

int main(void)
{
	return suite_run(bits_suite());
}
