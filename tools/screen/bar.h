/* SPDX-License-Identifier: MIT */
/*
 * screen/bar.h - a share of a whole as a horizontal bar
 */
#ifndef SCREEN_BAR_H
#define SCREEN_BAR_H

#include "screen/canvas.h"

/* Eighths of a column that a share of 0 to 1 fills; 1 at least if above 0. */
unsigned bar_eighths(double share, unsigned width);

void bar_draw(struct canvas *c, unsigned row, unsigned column, unsigned width,
	      double share);

#endif /* SCREEN_BAR_H */
