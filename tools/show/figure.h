/* SPDX-License-Identifier: MIT */
/*
 * show/figure.h - unsigned members of structures, in tables
 */
#ifndef SHOW_FIGURE_H
#define SHOW_FIGURE_H

#include <stddef.h>
#include <stdint.h>

struct figure {
	const char *name;
	uint32_t offset;
	uint32_t bytes; /* 4 or 8 */
};

#define FIGURE(name, type, member)                             \
	{                                                      \
		name, (uint32_t)offsetof(struct type, member), \
			sizeof(((struct type *)0)->member)     \
	}

/* How many a table has. */
#define NR(table) (sizeof(table) / sizeof((table)[0]))

static inline uint64_t figure_of(const void *record, const struct figure *f)
{
	const char *at = (const char *)record + f->offset;

	return f->bytes == sizeof(uint64_t) ? *(const uint64_t *)at :
					      *(const uint32_t *)at;
}

#endif /* SHOW_FIGURE_H */
