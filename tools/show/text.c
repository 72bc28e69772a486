/* SPDX-License-Identifier: MIT */
/*
 * show/text.c - words and numbers that are fit to be printed
 */
#include "show/text.h"

#include <stdio.h>
#include <string.h>

/* First bytes of UTF-8 from lo to hi want a second one from lo2 to hi2. */
static const struct sequence {
	unsigned char lo, hi, lo2, hi2, length;
} sequences[] = {
	{ 0x20, 0x7e, 0, 0, 1 },
	/* After 0xc2, 0x80 to 0x9f are control characters too. */
	{ 0xc2, 0xc2, 0xa0, 0xbf, 2 },
	{ 0xc3, 0xdf, 0x80, 0xbf, 2 },
	/* Neither overlong forms, nor surrogates, nor above U+10FFFF. */
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};
enum { NR_SEQUENCES = sizeof(sequences) / sizeof(sequences[0]) };

static const struct sequence *find_sequence(unsigned char first)
{
	for (unsigned i = 0; i < NR_SEQUENCES; i++)
		if (first >= sequences[i].lo && first <= sequences[i].hi)
			return &sequences[i];
	return NULL;
}

/* Bytes of the printable character that starts the text; 0: none does. */
static size_t character_length(const unsigned char *s, size_t left)
{
	const struct sequence *seq = find_sequence(s[0]);

	if (!seq || seq->length > left)
		return 0;
	if (seq->length > 1 && (s[1] < seq->lo2 || s[1] > seq->hi2))
		return 0;
	for (size_t i = 2; i < seq->length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return seq->length;
}

struct text text_name(const char *name, size_t max)
{
	struct text t = { "" };
	size_t length = strnlen(name, max), to = 0;

	if (length > sizeof(t.s) - 1)
		length = sizeof(t.s) - 1;
	while (to < length) {
		size_t n = character_length((const unsigned char *)name + to,
					    length - to);

		if (n)
			memcpy(t.s + to, name + to, n);
		else
			t.s[to] = '?';
		to += n ? n : 1;
	}
	return t;
}

struct text text_thousandths(int n)
{
	struct text t;
	unsigned size = n < 0 ? -(unsigned)n : (unsigned)n;

	snprintf(t.s, sizeof(t.s), "%s%u.%03u", n < 0 ? "-" : "", size / 1000,
		 size % 1000);
	return t;
}
