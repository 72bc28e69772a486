/* SPDX-License-Identifier: MIT */
/*
 * slab/misuse.h - pointers that should not have been freed
 *
 * Inside the arena a wrong pointer means a bug that corrupts: the program is
 * stopped, with the address and the reason.  Outside, it may come from another
 * allocator, before this one took over or beside it: it is counted and left
 * alone, unless it cannot be from any allocator.
 */
#ifndef SLAB_MISUSE_H
#define SLAB_MISUSE_H

#include "base/compiler.h"

enum foreign_policy {
	FOREIGN_AUTO, /* stop on what no allocator returns */
	FOREIGN_IGNORE,
	FOREIGN_ABORT
};
extern enum foreign_policy foreign_policy;

/*
 * Stops the program if the canary of the block at p, the n bytes from `size`
 * on, is not whole.
 */
void misuse_check_canary(const void *p, size_t size, size_t n);

/*
 * A block that is, or was, at p was changed at that offset by someone who had
 * no right to: `when` says how that is known.
 */
_Noreturn void misuse_written(const void *p, size_t offset, const char *when);

/* p lies in the arena, but is no allocated object or run: says why. */
_Noreturn void misuse_panic(const void *p, const char *what);

/* The block at p is not one for size bytes. */
_Noreturn void misuse_size(const void *p, const char *what, size_t size);

/* p lies outside the arena.  Counts it and returns, or stops. */
void misuse_foreign(const void *p, const char *what);

/* Foreign pointers seen so far. */
extern hidden _Atomic uint64_t misuse_nr_foreign;

static inline uint64_t misuse_foreign_count(void)
{
	return load_relaxed(&misuse_nr_foreign);
}

#endif /* SLAB_MISUSE_H */
