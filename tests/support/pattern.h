/* SPDX-License-Identifier: MIT */
/*
 * support/pattern.h - data that tells where it belongs
 */
#ifndef SUPPORT_PATTERN_H
#define SUPPORT_PATTERN_H

#include "base/compiler.h"

/*
 * Writes and verifies words all over a block, densely at its edges and once
 * per page between.
 */
void pattern_write(void *p, size_t size, uint64_t tag);
bool pattern_holds(const void *p, size_t size, uint64_t tag);

/* The first `kept` bytes of what was written as a block of `size`. */
bool pattern_kept(const void *p, size_t size, size_t kept, uint64_t tag);

#endif /* SUPPORT_PATTERN_H */
