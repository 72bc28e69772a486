/* SPDX-License-Identifier: MIT */
/*
 * picture/hilbert.c - the Hilbert curve through a square of cells
 *
 * A square is four quadrants in the order (0,0), (0,1), (1,1), (1,0); the
 * curve in the first is mirrored at one diagonal, in the last at the other.
 */
#include "picture/hilbert.h"

/* Mirrors p, in a square of `side`, as its quadrant (rx, ry) asks. */
static struct point turn(uint32_t side, struct point p, uint32_t rx,
			 uint32_t ry)
{
	if (ry)
		return p;
	if (rx)
		p = (struct point){ side - 1 - p.x, side - 1 - p.y };
	return (struct point){ p.y, p.x };
}

struct point hilbert_point(uint32_t side, uint32_t d)
{
	struct point p = { 0, 0 };

	for (uint32_t s = 1; s < side; s *= 2, d /= 4) {
		uint32_t rx = d / 2 & 1;
		uint32_t ry = (d ^ rx) & 1;

		p = turn(s, p, rx, ry);
		p.x += s * rx;
		p.y += s * ry;
	}
	return p;
}

uint32_t hilbert_index(uint32_t side, struct point p)
{
	uint32_t d = 0;

	for (uint32_t s = side / 2; s; s /= 2) {
		uint32_t rx = (p.x & s) != 0;
		uint32_t ry = (p.y & s) != 0;

		d += s * s * ((3 * rx) ^ ry);
		p.x &= s - 1;
		p.y &= s - 1;
		p = turn(s, p, rx, ry);
	}
	return d;
}
