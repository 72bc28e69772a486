/* SPDX-License-Identifier: MIT */
/*
 * read/abi.h - whether a library's words about itself can be true
 */
#ifndef READ_ABI_H
#define READ_ABI_H

#include <buddy/abi.h>
#include <stdbool.h>

/* What the readers have room for. */
enum { ABI_MOST_CLASSES = 64, ABI_MOST_RECORD = 1 << 16 };

/*
 * Whether all fields lie in their records, all records in their arrays, and
 * both are no larger than the readers have room for.  The readers trust what
 * passes; so a process that lies, or one that was overwritten, gets no further.
 */
bool abi_fits(const struct buddy_abi *a);

#endif /* READ_ABI_H */
