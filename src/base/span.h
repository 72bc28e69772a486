/* SPDX-License-Identifier: MIT */
/*
 * base/span.h - words and numbers in a text that is only read
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include "base/compiler.h"

/* A stretch of a text; it need not end with a terminator. */
struct span {
	const char *at;
	size_t len;
};

static inline struct span span_of(const char *text)
{
	return (struct span){ text, __builtin_strlen(text) };
}

/* Whether s is just this word. */
bool span_is(struct span s, const char *word);

/* The part before the first `mark`; what follows the mark stays in *s. */
struct span span_cut(struct span *s, char mark);

/*
 * These want the whole of s, and change *out only if they return true.  A
 * number is decimal digits; a size may end in K, M, G or T, of either case.
 */
bool span_number(struct span s, uint64_t *out);
bool span_size(struct span s, uint64_t *out);

#endif /* BASE_SPAN_H */
