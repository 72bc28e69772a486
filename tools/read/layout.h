/* SPDX-License-Identifier: MIT */
/*
 * read/layout.h - where in the target's memory its heap is
 *
 * Found through the symbol buddy_abi of the libbuddy that the target has
 * mapped; see <buddy/abi.h>.
 */
#ifndef READ_LAYOUT_H
#define READ_LAYOUT_H

#include "read/target.h"

#include <buddy/abi.h>

struct layout {
	struct buddy_abi abi; /* the target's own */
	uint64_t address;     /* where it was */
	/* Read once: none but arena_bytes changes, and that only shrinks. */
	uint64_t arena_base, arena_bytes;
	uint64_t blocks, pages, chunks;	      /* the arrays of records */
	uint64_t reservation, reserved_bytes; /* all of the arena */
	uint64_t stripes, stripe_slabs;
};

/*
 * STATUS_NOT_BUDDY: the target has no libbuddy, or one without a heap yet;
 * STATUS_VERSION: its ABI number is not ours.
 */
bool layout_find(struct layout *l, struct target *t, struct failure *why);

/* An unsigned field of 1, 2, 4 or 8 bytes in a record that was read. */
uint64_t layout_field(const void *record, struct buddy_abi_field f);

#endif /* READ_LAYOUT_H */
