/* SPDX-License-Identifier: MIT */
/*
 * picture/hilbert.h - the Hilbert curve through a square of cells
 *
 * Cells that are near on the curve are near in the square, and an aligned run
 * of 4^n cells is a square, one of 2 * 4^n cells two squares side by side: so
 * blocks of a buddy heap are drawn as they split.
 */
#ifndef PICTURE_HILBERT_H
#define PICTURE_HILBERT_H

#include <stdint.h>

struct point {
	uint32_t x, y;
};

/* Cell d of the curve through a square of `side` cells, a power of two. */
struct point hilbert_point(uint32_t side, uint32_t d);

/* Where on the curve a cell is: the inverse. */
uint32_t hilbert_index(uint32_t side, struct point p);

#endif /* PICTURE_HILBERT_H */
