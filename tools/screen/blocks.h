/* SPDX-License-Identifier: MIT */
/*
 * screen/blocks.h - the free blocks of each order and zone as bars
 */
#ifndef SCREEN_BLOCKS_H
#define SCREEN_BLOCKS_H

#include "read/heap.h"
#include "screen/canvas.h"

/*
 * A row for each order, with the number of free blocks in each populated zone;
 * a bar is the memory in them, against the most of all bars.  Returns the row
 * below.
 */
unsigned blocks_draw(struct canvas *c, struct area a, const struct heap *h);

#endif /* SCREEN_BLOCKS_H */
