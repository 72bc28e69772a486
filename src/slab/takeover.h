/* SPDX-License-Identifier: MIT */
/*
 * slab/takeover.h - slabs that change stripes
 *
 * Threads come and go, and hand their objects on: what one stripe filled,
 * threads of others free, and its slabs lie there half empty while the others
 * make new ones.  So a stripe that has no free object of a class takes a slab
 * over from one that has plenty, before it makes one.
 *
 * A slab changes hands under the class locks of both stripes.  Whoever finds
 * out an object's home without a lock must look again under it: slabs_flush
 * does.
 */
#ifndef SLAB_TAKEOVER_H
#define SLAB_TAKEOVER_H

#include "base/compiler.h"

/*
 * Brings a partly filled slab of another stripe to the front of the class's
 * list; false if there is none to be had.  The class's lock is held; those of
 * other stripes are only tried.
 */
bool slabs_take_over(unsigned stripe, unsigned sc);

#endif /* SLAB_TAKEOVER_H */
