/* SPDX-License-Identifier: MIT */
/*
 * screen/caches.h - the tables of stripes and of threads
 */
#ifndef SCREEN_CACHES_H
#define SCREEN_CACHES_H

#include "screen/canvas.h"
#include "screen/watch.h"

/* Half of the area for the stripes; the threads with the largest caches. */
void caches_draw(struct canvas *c, struct area a, const struct watched *p);

#endif /* SCREEN_CACHES_H */
