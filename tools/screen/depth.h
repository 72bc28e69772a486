/* SPDX-License-Identifier: MIT */
/*
 * screen/depth.h - one process in depth
 */
#ifndef SCREEN_DEPTH_H
#define SCREEN_DEPTH_H

#include "screen/canvas.h"
#include "screen/watch.h"

/* Figures, free blocks by order, stripes and threads, as far as they fit. */
void depth_draw(struct canvas *c, const struct watched *p, unsigned row,
		unsigned end);

#endif /* SCREEN_DEPTH_H */
