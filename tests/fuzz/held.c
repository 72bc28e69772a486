/* SPDX-License-Identifier: MIT */
/*
 * fuzz/held.c - a block of memory, and what was written to it
 *
 * Each byte is compared with the next, by the C library, since loops of our own
 * would be instrumented.
 */
#include "fuzz/held.h"

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <string.h>

/* Whether all bytes from the second on are equal. */
static bool is_even(const uint8_t *at, size_t n)
{
	return n < 3 || !memcmp(at + 1, at + 2, n - 2);
}

/* The first byte differs, so that what is moved by a byte shows. */
static uint8_t first(const struct held *b)
{
	return b->tag ^ UINT8_MAX;
}

void held_fill(const struct held *b)
{
	memset(b->at, b->tag, b->bytes);
	if (b->bytes)
		*b->at = first(b);
}

void held_check(const struct held *b, const uint8_t *at, size_t n)
{
	expect(!n || *at == first(b));
	expect(n < 2 || (at[1] == b->tag && is_even(at, n)));
}

void held_check_zero(const uint8_t *at, size_t n)
{
	expect(!n || !*at);
	expect(n < 2 || (!at[1] && is_even(at, n)));
}
