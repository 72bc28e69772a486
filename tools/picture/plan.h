/* SPDX-License-Identifier: MIT */
/*
 * picture/plan.h - where on a sheet everything is
 *
 *     title
 *     ----------------------    --------------
 *     zone              size               MiB
 *     +--+ +--+ +--+ +--+       ## label   1.0
 *     +--+ +--+ +--+ +--+       ...
 *
 * 1024 cells are a tile: a square with a Hilbert curve through it, or a row.
 * Tiles are in the order of reading.  A tile is a whole block where a block
 * has 1024 pages, so the gaps are the borders that no free part crosses.
 */
#ifndef PICTURE_PLAN_H
#define PICTURE_PLAN_H

#include "picture/hilbert.h"
#include "picture/scene.h"

enum { TILE_SIDE = 32, TILE_CELLS = TILE_SIDE * TILE_SIDE };

struct place {
	uint32_t top;	/* of the label's line */
	uint32_t tiles; /* top of the first row of tiles */
	uint32_t nr_tiles;
};

/* All in pixels, but the columns. */
struct plan {
	bool rows;
	uint32_t cell_width, cell_height, gap;
	uint32_t columns; /* of tiles */
	uint32_t left, map_width;
	struct place place[NR_AREAS];
	uint32_t legend_x, legend_y;
	uint32_t width, height;
};

struct plan plan_make(const struct scene *s, bool rows);

/* Cells of a tile from left to right, and from top to bottom. */
static inline uint32_t plan_tile_columns(const struct plan *p)
{
	return p->rows ? TILE_CELLS : TILE_SIDE;
}

static inline uint32_t plan_tile_rows(const struct plan *p)
{
	return TILE_CELLS / plan_tile_columns(p);
}

/* Where in its tile the cell of that number is, counted in cells. */
struct point plan_cell(const struct plan *p, uint32_t cell);

/* The upper left corner of a tile. */
struct point plan_tile(const struct plan *p, unsigned area, uint32_t tile);

#endif /* PICTURE_PLAN_H */
