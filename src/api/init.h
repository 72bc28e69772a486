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

/*
 * Before a fork: true if there is a heap, which is made if it can be.  If not,
 * no other thread makes one until init_after_fork, in parent and child: the
 * child would find half of it, or one with locks that nobody lets go.
 */
bool init_before_fork(void);
void init_after_fork(void);

#endif /* API_INIT_H */
