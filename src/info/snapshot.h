/* SPDX-License-Identifier: MIT */
/*
 * info/snapshot.h - the heap's figures, and one page's state
 *
 * The structures are the public ones of <buddy/buddy.h>.  Figures are read as
 * they are, without a lock.
 */
#ifndef INFO_SNAPSHOT_H
#define INFO_SNAPSHOT_H

#include "base/compiler.h"

#include <buddy/buddy.h>

void snapshot_heap(struct buddy_info *info);

/* addr lies in the arena.  Takes stripe->lock. */
void snapshot_page(const void *addr, struct buddy_page *page);

#endif /* INFO_SNAPSHOT_H */
