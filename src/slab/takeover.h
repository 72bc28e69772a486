/* SPDX-License-Identifier: MIT */
/*
 * slab/takeover.h - slabs that change stripes
 *
 * Threads come and go, and hand their objects on: what one stripe filled,
 * threads of others free, and its slabs lie there half empty while the others
 * make new ones.  So a stripe that has no free object of a class takes a slab
 * over from one that has some to spare, before it makes one.
 *
 * The donor must be idle: it has taken no objects itself for a while.  Busy
 * stripes would take slabs from each other in turns, with objects in them that
 * are in use, which would then be freed the long way.  One stripe is asked at
 * each miss.
 *
 * A slab changes hands under the class locks of both stripes.  Whoever finds
 * out an object's home without a lock must look again under it: slabs_flush
 * does.
 */
#ifndef SLAB_TAKEOVER_H
#define SLAB_TAKEOVER_H

#include "base/compiler.h"

/*
 * Milliseconds that a donor must have been idle: a few of the turns that
 * threads take on a processor.  Below 2^16, modulo which donor_since counts.
 */
extern unsigned takeover_idle_ms;

/*
 * Brings a partly filled slab of another stripe to the front of the class's
 * list; false if there is none to be had.  The class's lock is held; those of
 * other stripes are only tried.
 */
bool slabs_take_over(unsigned stripe, unsigned sc);

#endif /* SLAB_TAKEOVER_H */
