/* SPDX-License-Identifier: MIT */
/*
 * base/fmt.h - text into a fixed buffer, without malloc, stdio or locale
 *
 * Understands %s %c %d %u %x %p %% with the flags '-' and '0', a width, and
 * the length modifiers l and z.  What does not fit is dropped; the text stays
 * terminated.
 */
#ifndef BASE_FMT_H
#define BASE_FMT_H

#include "base/compiler.h"

#include <stdarg.h>

struct fmt {
	char *buf;
	size_t size; /* of buf, with room for the terminator */
	size_t len;
};

static inline struct fmt fmt_init(char *buf, size_t size)
{
	buf[0] = '\0';
	return (struct fmt){ .buf = buf, .size = size, .len = 0 };
}

void fmt_vprint(struct fmt *f, const char *format, va_list ap);
void fmt_print(struct fmt *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* BASE_FMT_H */
