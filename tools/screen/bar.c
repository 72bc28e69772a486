/* SPDX-License-Identifier: MIT */
/*
 * screen/bar.c - a share of a whole as a horizontal bar
 */
#include "screen/bar.h"

enum { EIGHTHS = 8, FULL_BLOCK = 0x2588 };

unsigned bar_eighths(double share, unsigned width)
{
	unsigned n;

	if (!(share > 0))
		return 0;
	if (share >= 1)
		return width * EIGHTHS;
	n = (unsigned)(share * width * EIGHTHS + 0.5);
	return n || !width ? n : 1;
}

void bar_draw(struct canvas *c, unsigned row, unsigned column, unsigned width,
	      double share)
{
	unsigned eighths = bar_eighths(share, width);
	unsigned full = eighths / EIGHTHS, rest = eighths % EIGHTHS;

	for (unsigned i = 0; i < full; i++)
		canvas_set(c, row, column + i, LOOK_BAR,
			   c->blocks ? FULL_BLOCK : L'#');
	if (!rest)
		return;
	/* The blocks of 7 to 1 eighths follow the full one. */
	if (c->blocks)
		canvas_set(c, row, column + full, LOOK_BAR,
			   FULL_BLOCK + EIGHTHS - (wchar_t)rest);
	else if (!full || rest >= EIGHTHS / 2)
		canvas_set(c, row, column + full, LOOK_BAR, full ? L'#' : L':');
}
