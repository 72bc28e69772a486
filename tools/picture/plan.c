/* SPDX-License-Identifier: MIT */
/*
 * picture/plan.c - where on a sheet everything is
 */
#include "picture/plan.h"

enum {
	MARGIN = 24,
	TITLE_HEIGHT = 56,
	LABEL_HEIGHT = 28,
	AREA_GAP = 16,
	LEGEND_GAP = 40,
	LEGEND_WIDTH = 290,
	LEGEND_HEIGHT = 340,
	/* What the map should not exceed, and the labels need. */
	MOST_WIDTH = 1100,
	MOST_HEIGHT = 820,
	/* Single pixels are hard to see: more height is better. */
	MOST_HEIGHT_OF_TWO = 1300,
	LEAST_WIDTH = 260,
	MOST_SCALE = 8,
	MOST_ROW = 12
};

static uint32_t tiles_of(const struct area *a)
{
	return (a->nr_cells + TILE_CELLS - 1) / TILE_CELLS;
}

/* Rows of tiles, of all areas. */
static uint32_t lines(const struct plan *p)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < NR_AREAS; i++)
		sum += (p->place[i].nr_tiles + p->columns - 1) / p->columns;
	return sum;
}

static struct point pitch(const struct plan *p)
{
	return (struct point){
		p->cell_width * plan_tile_columns(p) + p->gap,
		p->cell_height * plan_tile_rows(p) + p->gap,
	};
}

/* A power of two, so that rows start at round addresses, and not too tall. */
static uint32_t choose_columns(uint32_t tiles)
{
	uint32_t columns = 1;

	while (columns * columns < tiles && columns < TILE_SIDE)
		columns *= 2;
	return columns;
}

static void choose_squares(struct plan *p, uint32_t most_tiles)
{
	p->columns = choose_columns(most_tiles);
	for (uint32_t scale = MOST_SCALE; scale; scale--) {
		p->cell_width = p->cell_height = scale;
		p->gap = scale > 3 ? 3 : scale;
		if (pitch(p).x * p->columns <= MOST_WIDTH &&
		    pitch(p).y * lines(p) <=
			    (scale == 2 ? MOST_HEIGHT_OF_TWO : MOST_HEIGHT))
			return;
	}
}

static void choose_rows(struct plan *p)
{
	p->columns = 1;
	p->cell_width = 1;
	for (uint32_t height = MOST_ROW; height; height--) {
		p->cell_height = height;
		p->gap = height > 3;
		if (pitch(p).y * lines(p) <= MOST_HEIGHT)
			return;
	}
}

static void place_areas(struct plan *p)
{
	uint32_t y = MARGIN + TITLE_HEIGHT;

	p->legend_y = y;
	for (unsigned i = 0; i < NR_AREAS; i++) {
		struct place *place = &p->place[i];
		uint32_t rows;

		if (!place->nr_tiles)
			continue;
		rows = (place->nr_tiles + p->columns - 1) / p->columns;
		place->top = y;
		place->tiles = y + LABEL_HEIGHT;
		y = place->tiles + rows * pitch(p).y - p->gap + AREA_GAP;
	}
	if (y < p->legend_y + LEGEND_HEIGHT)
		y = p->legend_y + LEGEND_HEIGHT;
	p->height = y + MARGIN - AREA_GAP;
}

struct plan plan_make(const struct scene *s, bool rows)
{
	struct plan p = { .rows = rows, .left = MARGIN };
	uint32_t most = 1;

	for (unsigned i = 0; i < NR_AREAS; i++) {
		p.place[i].nr_tiles = tiles_of(&s->area[i]);
		if (p.place[i].nr_tiles > most)
			most = p.place[i].nr_tiles;
	}
	if (rows)
		choose_rows(&p);
	else
		choose_squares(&p, most);
	p.map_width = pitch(&p).x * p.columns - p.gap;
	if (p.map_width < LEAST_WIDTH)
		p.map_width = LEAST_WIDTH;
	place_areas(&p);
	p.legend_x = p.left + p.map_width + LEGEND_GAP;
	p.width = p.legend_x + LEGEND_WIDTH + MARGIN;
	return p;
}

struct point plan_cell(const struct plan *p, uint32_t cell)
{
	uint32_t d = cell % TILE_CELLS;

	return p->rows ? (struct point){ d, 0 } : hilbert_point(TILE_SIDE, d);
}

struct point plan_tile(const struct plan *p, unsigned area, uint32_t tile)
{
	return (struct point){
		p->left + tile % p->columns * pitch(p).x,
		p->place[area].tiles + tile / p->columns * pitch(p).y,
	};
}
