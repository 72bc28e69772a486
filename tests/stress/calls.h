/* SPDX-License-Identifier: MIT */
/*
 * stress/calls.h - the functions by which the program uses its heap
 *
 * Those of one row mean the same, and memory of one may go back by any other.
 * Two files define them: the names of the C library and of libbuddy, or, where
 * the core is linked alone for a sanitizer, what these names are made of.
 */
#ifndef STRESS_CALLS_H
#define STRESS_CALLS_H

#include "base/compiler.h"

enum { CALLS_MOST = 8 };

/* A row ends with a NULL. */
struct calls {
	void *(*alloc[CALLS_MOST])(size_t size);
	void *(*zeroed[CALLS_MOST])(size_t nmemb, size_t size);
	void *(*aligned[CALLS_MOST])(size_t align, size_t size);
	void *(*resize[CALLS_MOST])(void *p, size_t size);
	void (*release[CALLS_MOST])(void *p);
	/* What was not asked to be aligned may also go with its length. */
	void (*release_sized[CALLS_MOST])(void *p, size_t size);
	size_t (*usable[CALLS_MOST])(void *p);
	int (*trim[CALLS_MOST])(size_t pad);
	void (*report[CALLS_MOST])(void); /* looks at all of the heap */
	bool alone; /* no other heap, and no shadow of one, in the process */
};

extern const struct calls calls;

/* One of a row's, by any number. */
#define calls_pick(row, n) ((row)[(n) % calls_count((const void *)(row))])

/* How many there are; a function's address is as large as any other. */
static inline size_t calls_count(const void *row)
{
	const void *const *call = row;
	size_t n = 0;

	while (call[n])
		n++;
	return n;
}

#endif /* STRESS_CALLS_H */
