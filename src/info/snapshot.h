/* SPDX-License-Identifier: MIT */
/*
 * info/snapshot.h - the heap's figures, and one page's state
 *
 * The structures are the public ones of <buddy/buddy.h>.  Nothing here takes
 * a lock: figures are read as they are.
 */
#ifndef INFO_SNAPSHOT_H
#define INFO_SNAPSHOT_H

#include "base/compiler.h"

#include <buddy/buddy.h>

void snapshot_heap(struct buddy_info *info);

/* addr lies in the arena. */
void snapshot_page(const void *addr, struct buddy_page *page);

#endif /* INFO_SNAPSHOT_H */
