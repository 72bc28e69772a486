/* SPDX-License-Identifier: MIT */
/*
 * fuzz/held.h - a block of memory, and what was written to it
 */
#ifndef FUZZ_HELD_H
#define FUZZ_HELD_H

#include <stddef.h>
#include <stdint.h>

struct held {
	uint8_t *at; /* NULL: there is none */
	size_t bytes;
	uint8_t tag;	/* what it holds */
	uint64_t pages; /* not 0: of buddy_alloc_pages_exact */
};

/* Fills all of the block. */
void held_fill(const struct held *b);

/* The first n bytes at this address are as they were written. */
void held_check(const struct held *b, const uint8_t *at, size_t n);

void held_check_zero(const uint8_t *at, size_t n);

/*
 * BUDDY_CONF, unless the environment has one: an arena of HELD_ARENA bytes, and
 * nothing that depends on the clock.  Each program has its own.
 */
extern const char held_conf[];
enum { HELD_ARENA = 32 << 20 };

#endif /* FUZZ_HELD_H */
