/* SPDX-License-Identifier: MIT */
/*
 * api/init.h - make the heap
 *
 * heap_boot() of slab/boot.h is implemented beside it.
 */
#ifndef API_INIT_H
#define API_INIT_H

#include "info/options.h"

enum { INIT_NONE, INIT_RUNNING, INIT_READY };
extern hidden _Atomic int init_state; /* one of these */

/*
 * Makes the heap with these options instead of BUDDY_CONF's: for tests.
 * Returns false if there is a heap already, or no memory.  It is made with
 * them when heap_boot tries again, too.
 */
bool init_with(const struct options *options);

/* In the child of a fork: forgets a heap that another thread was making. */
void init_after_fork(void);

#endif /* API_INIT_H */
