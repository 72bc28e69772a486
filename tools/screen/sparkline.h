/* SPDX-License-Identifier: MIT */
/*
 * screen/sparkline.h - the course of a figure in one row
 */
#ifndef SCREEN_SPARKLINE_H
#define SCREEN_SPARKLINE_H

#include "screen/canvas.h"
#include "screen/history.h"

/* What the lowest mark stands for. */
enum sparkline_base {
	SPARKLINE_FROM_ZERO,  /* for rates */
	SPARKLINE_FROM_LOWEST /* for levels, which are far from 0 */
};

enum { SPARKLINE_LEVELS = 8 };

/* 0 to SPARKLINE_LEVELS - 1; 0 if the range is empty. */
unsigned sparkline_level(double value, double low, double high);

/* The newest value is the rightmost column; columns without one are blank. */
void sparkline_draw(struct canvas *c, unsigned row, unsigned column,
		    unsigned width, const struct history *h,
		    enum sparkline_base base);

#endif /* SCREEN_SPARKLINE_H */
