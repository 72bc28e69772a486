/* SPDX-License-Identifier: MIT */
/*
 * slab/boot.h - the first use of the heap
 *
 * The contract of a function that api/init.c implements, since only that
 * folder knows the options.
 */
#ifndef SLAB_BOOT_H
#define SLAB_BOOT_H

#include "base/compiler.h"

/*
 * Makes the heap ready unless it is.  Threads that arrive meanwhile wait.
 * False if no memory could be reserved, or when called from within itself.
 */
bool heap_boot(void);

/* Whether it has been made. */
bool heap_is_ready(void);

#endif /* SLAB_BOOT_H */
