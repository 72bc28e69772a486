/* SPDX-License-Identifier: MIT */
/*
 * picture/pack.c - a scene in few bytes, as a difference to the one before
 */
#include "picture/pack.h"

static void put(FILE *out, uint32_t n)
{
	for (; n >= 0x80; n >>= 7)
		fputc((int)(n & 0x7f) | 0x80, out);
	fputc((int)n, out);
}

/* Whether cell i looks the same in both. */
static bool same(const struct area *a, const struct area *before, uint32_t i)
{
	const struct cell *x = &a->cell[i], *y;

	if (i >= before->nr_cells)
		return false;
	y = &before->cell[i];
	return x->kind == y->kind && x->stripe == y->stripe &&
	       (x->flags & CELL_HEAD) == (y->flags & CELL_HEAD);
}

/* The end of the part that starts at i. */
static uint32_t part_end(const struct area *a, uint32_t i)
{
	do
		i++;
	while (i < a->nr_cells && !(a->cell[i].flags & CELL_HEAD));
	return i;
}

static bool part_same(const struct area *a, const struct area *before,
		      uint32_t i)
{
	for (uint32_t end = part_end(a, i); i < end; i++)
		if (!same(a, before, i))
			return false;
	return true;
}

static void put_part(FILE *out, const struct area *a, uint32_t i)
{
	const struct cell *c = &a->cell[i];

	put(out, c->kind);
	put(out, c->stripe == NO_STRIPE ? 0 : c->stripe + 1U);
	put(out, part_end(a, i) - i);
}

static void pack_parts(FILE *out, const struct area *a,
		       const struct area *before)
{
	uint32_t i = 0;

	while (i < a->nr_cells) {
		uint32_t start = i, end, n = 0;

		while (i < a->nr_cells && part_same(a, before, i))
			i = part_end(a, i);
		put(out, i - start);
		for (end = i; end < a->nr_cells && !part_same(a, before, end);
		     end = part_end(a, end))
			n++;
		put(out, n);
		for (; i < end; i = part_end(a, i))
			put_part(out, a, i);
	}
}

static bool changed(const struct area *a, const struct area *before, uint32_t i,
		    uint8_t flag)
{
	uint8_t was = i < before->nr_cells ? before->cell[i].flags : 0;

	return (was ^ a->cell[i].flags) & flag;
}

static void pack_flag(FILE *out, const struct area *a,
		      const struct area *before, uint8_t flag)
{
	bool turn = false;

	for (uint32_t i = 0; i < a->nr_cells; turn = !turn) {
		uint32_t start = i;

		while (i < a->nr_cells && changed(a, before, i, flag) == turn)
			i++;
		put(out, i - start);
	}
}

void pack_scene(FILE *out, const struct scene *s, const struct scene *before)
{
	static const struct area none;

	for (unsigned i = 0; i < NR_AREAS; i++) {
		const struct area *a = &s->area[i];
		const struct area *b = before ? &before->area[i] : &none;

		pack_parts(out, a, b);
		pack_flag(out, a, b, CELL_RESIDENT);
		pack_flag(out, a, b, CELL_SWAPPED);
	}
}

void pack_base64(FILE *out, const unsigned char *bytes, size_t n)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t w = (uint32_t)bytes[i] << 16;

		if (i + 1 < n)
			w |= (uint32_t)bytes[i + 1] << 8;
		if (i + 2 < n)
			w |= bytes[i + 2];
		fputc(digit[w >> 18], out);
		fputc(digit[w >> 12 & 63], out);
		fputc(i + 1 < n ? digit[w >> 6 & 63] : '=', out);
		fputc(i + 2 < n ? digit[w & 63] : '=', out);
	}
}
