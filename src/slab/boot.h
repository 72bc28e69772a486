/* SPDX-License-Identifier: MIT */
/*
 * slab/boot.h - the first use of the heap
 *
 * The contract of functions that api/ implements, since only that folder knows
 * the options.
 */
#ifndef SLAB_BOOT_H
#define SLAB_BOOT_H

#include "base/compiler.h"

/*
 * Makes the heap ready unless it is.  Threads that arrive meanwhile wait.
 * False if the kernel gave no memory, which the next call asks for again, or
 * when called from within itself.
 */
bool heap_boot(void);

/* Whether it has been made. */
bool heap_is_ready(void);

/*
 * A chore that may allocate, or make a thread, is left to the slow path of
 * malloc, which does it with no lock held.  It stays if it cannot be done yet.
 */
extern hidden _Atomic bool heap_chore;
void heap_do_chore(void);

static inline bool heap_has_chore(void)
{
	return unlikely(load_relaxed(&heap_chore));
}

#endif /* SLAB_BOOT_H */
