/* SPDX-License-Identifier: MIT */
/*
 * api/init.h - make the heap
 *
 * heap_boot() of slab/boot.h is implemented beside it.
 */
#ifndef API_INIT_H
#define API_INIT_H

#include "info/options.h"

enum { INIT_NONE, INIT_RUNNING, INIT_READY, INIT_FAILED };
extern hidden _Atomic int init_state; /* one of these */

/*
 * Makes the heap with these options instead of BUDDY_CONF's: for tests.
 * Returns false if there is a heap already, or no memory.
 */
bool init_with(const struct options *options);

#endif /* API_INIT_H */
