/* SPDX-License-Identifier: MIT */
/*
 * support/pages.h - the page layer alone, without objects above it
 */
#ifndef SUPPORT_PAGES_H
#define SUPPORT_PAGES_H

#include "buddy/check.h"
#include "buddy/page_alloc.h"

#define MIB ((size_t)1 << 20)
#define GIB ((size_t)1 << 30)

/* Arena, zones and stripes; one per test process. */
void pages_make(size_t arena_bytes, unsigned nr_stripes);

/* Setups: the small arenas have one stripe, the others four. */
void pages_setup_64m(void);
void pages_setup_256m(void);
void pages_setup_1g(void);
void pages_setup_8g(void);

/* Free pages, in all stripes and the pool. */
uint64_t pages_free(enum zone_id zone);

/* The validator finds nothing. */
#define ck_pages_sound() ck_assert_uint_eq(buddy_heap_check(NULL), 0)

#endif /* SUPPORT_PAGES_H */
