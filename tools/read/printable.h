/* SPDX-License-Identifier: MIT */
/*
 * read/printable.h - what processes and files say of themselves
 *
 * It may be anything, and is not to move a cursor.
 */
#ifndef READ_PRINTABLE_H
#define READ_PRINTABLE_H

#include <ctype.h>
#include <stddef.h>

static inline char printable(char c)
{
	return iscntrl((unsigned char)c) ? '?' : c;
}

/* Copies text up to its end, n characters at most, and terminates the copy. */
static inline void copy_printable(char *to, const char *text, size_t n)
{
	for (; n && *text; n--)
		*to++ = printable(*text++);
	*to = '\0';
}

#endif /* READ_PRINTABLE_H */
