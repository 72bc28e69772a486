/* SPDX-License-Identifier: MIT */
/*
 * harden/poison.h - the contents of free blocks
 *
 * A block that is freed is overwritten, so that what it held is gone, and
 * looked at before it is used again, so that a write into it is found.
 */
#ifndef HARDEN_POISON_H
#define HARDEN_POISON_H

#include "base/compiler.h"

/*
 * A pointer made of these bytes is none on any machine that uses fewer than
 * 64 bits of an address; a count is large, and negative.
 */
enum { POISON_BYTE = 0xd5 };

void poison_fill(void *p, size_t n);

/* How many of the n bytes are whole: n, or the first that is not. */
size_t poison_whole(const void *p, size_t n);

#endif /* HARDEN_POISON_H */
