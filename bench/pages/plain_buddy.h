/* SPDX-License-Identifier: MIT */
/*
 * pages/plain_buddy.h - the buddy heap of the textbook
 *
 * One arena, one lock, one list of free blocks for each order, last in first
 * out (Knuth, The Art of Computer Programming, volume 1, section 2.5).  No
 * caches, no stripes, no preference among blocks of an order, nothing given
 * back to the system and no check of what is freed: the least that a page
 * heap can do.
 */
#ifndef BENCH_PAGES_PLAIN_BUDDY_H
#define BENCH_PAGES_PLAIN_BUDDY_H

#include <stddef.h>
#include <stdint.h>

/* Makes an arena of bytes, rounded down to 4 MiB; stops if it cannot. */
size_t plain_buddy_open(size_t bytes);

/* 2^order pages aligned to their size; NULL: no block is large enough. */
void *plain_buddy_alloc(unsigned order);
void plain_buddy_free(void *block, unsigned order);

/* Free blocks of exactly that order. */
uint64_t plain_buddy_nr_free(unsigned order);

#endif
