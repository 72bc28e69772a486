/* SPDX-License-Identifier: MIT */
/*
 * buddy/release.h - give back address space that was never used
 *
 * For a process that is about to limit itself: the reservation counts, used
 * or not.  There is no way back; the heap is smaller from then on.
 */
#ifndef BUDDY_RELEASE_H
#define BUDDY_RELEASE_H

#include "buddy/zone.h"

/*
 * Ends the lower zones at their frontiers and leaves the highest room_bytes to
 * grow.  Takes all zones' locks, and calls munmap under them.  Returns the
 * bytes given back.
 */
size_t zones_release(size_t room_bytes);

/* What zones_release(0) would give back, at least. */
size_t zones_releasable_bytes(void);

#endif /* BUDDY_RELEASE_H */
