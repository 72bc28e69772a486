/* SPDX-License-Identifier: MIT */
/*
 * base/span.c - words and numbers in a text that is only read
 */
#include "base/span.h"

bool span_is(struct span s, const char *word)
{
	size_t i = 0;

	while (i < s.len && word[i] && word[i] == s.at[i])
		i++;
	return i == s.len && !word[i];
}

struct span span_cut(struct span *s, char mark)
{
	struct span part = { s->at, 0 };

	while (part.len < s->len && part.at[part.len] != mark)
		part.len++;
	s->at += part.len;
	s->len -= part.len;
	if (s->len) {
		s->at++;
		s->len--;
	}
	return part;
}

/* Decimal digits at the front of *s, which they leave. */
static bool take_digits(struct span *s, uint64_t *out)
{
	size_t digits = 0;

	*out = 0;
	for (; digits < s->len; digits++) {
		unsigned digit = (unsigned)(s->at[digits] - '0');

		if (digit > 9)
			break;
		if (*out > (UINT64_MAX - digit) / 10)
			return false;
		*out = *out * 10 + digit;
	}
	s->at += digits;
	s->len -= digits;
	return digits > 0;
}

bool span_number(struct span s, uint64_t *out)
{
	uint64_t n;

	if (!take_digits(&s, &n) || s.len)
		return false;
	*out = n;
	return true;
}

bool span_size(struct span s, uint64_t *out)
{
	static const char units[] = "kmgt";
	uint64_t n;
	unsigned shift = 0;

	if (!take_digits(&s, &n) || s.len > 1)
		return false;
	for (unsigned i = 0; s.len && units[i]; i++)
		if ((s.at[0] | ' ') == units[i])
			shift = 10 * (i + 1);
	if ((s.len && !shift) || n > UINT64_MAX >> shift)
		return false;
	*out = n << shift;
	return true;
}
