/* SPDX-License-Identifier: MIT */
/*
 * kernels/block.h - a block of the allocator under test
 */
#ifndef BENCH_KERNELS_BLOCK_H
#define BENCH_KERNELS_BLOCK_H

#include "common/system.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * block_new, block_zeroed, block_resize - malloc, calloc and realloc, or the
 * run ends with an error
 */
void *block_new(size_t bytes);
void *block_zeroed(size_t bytes);

/* Inline: a string that grows byte by byte asks for little else. */
static inline void *block_resize(void *block, size_t bytes)
{
	void *resized = realloc(block, bytes);

	if (!resized)
		stop("realloc returned NULL");
	return resized;
}

/*
 * block_write - fill a block as its program would: every word up to 1 KiB,
 * above that a word in every 256 bytes, and the last byte
 *
 * All of a large block is touched, so it counts in full as resident, while
 * the writing does not hide the allocator.
 */
void block_write(void *block, size_t bytes, uint64_t seed);

/* block_read - a sum of what block_write wrote; tells a damaged block */
uint64_t block_read(const void *block, size_t bytes);

#endif
