/* SPDX-License-Identifier: MIT */
/*
 * harden/canary.h - known bytes behind a block
 *
 * What a block has beyond the bytes that were asked for is filled with bytes
 * that differ from block to block, so that a write past the end is found when
 * the block is freed.  None of them is 0, hence a terminator that is one byte
 * too far is found too.
 */
#ifndef HARDEN_CANARY_H
#define HARDEN_CANARY_H

#include "base/compiler.h"

/* Behind each block there are at least so many. */
enum { CANARY_LEAST = 8 };

/* Fills the n bytes from `size` on of the block at p. */
void canary_fill(void *p, size_t size, size_t n);

/* How many of them are whole: n, or the first that is not. */
size_t canary_whole(const void *p, size_t size, size_t n);

#endif /* HARDEN_CANARY_H */
