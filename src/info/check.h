/* SPDX-License-Identifier: MIT */
/*
 * info/check.h - the whole heap's validator
 */
#ifndef INFO_CHECK_H
#define INFO_CHECK_H

#include "base/compiler.h"

/*
 * B1 to B4, S1, Z1 and C1 of buddy/check.h; then, of the objects,
 *   O1 those that left their slabs and are not the user's equal those in
 *      stacks, in buffers and lost in fork
 *   O2 a slab has one owner, and the stripes' counts of objects handed out sum
 *      up to those that left their slabs
 * and P1 of the page caches.  O1 and O2 hold exactly while no other
 * thread allocates or frees.  Returns the number of violations.
 */
unsigned check_heap(void);

#endif /* INFO_CHECK_H */
