/* SPDX-License-Identifier: MIT */
/*
 * picture/sheet.c - the picture: title, zones, cells and legend
 */
#include "picture/sheet.h"

#include "picture/legend.h"
#include "picture/palette.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
	NO_COLOUR = UINT8_MAX,
	TITLE_BASE = 38,
	SUBTITLE_BASE = 60,
	LABEL_BASE = 19, /* below a zone's upper border */
	/* The legend: its lines, and its columns from its left end. */
	LINE = 20,
	SWATCH_HEIGHT = 12,
	SWATCH_PART = 6,
	LABEL_X = 36,
	SIZE_X = 218,
	RESIDENT_X = 290
};
static_assert((int)NR_COLOURS < (int)NO_COLOUR, "a colour fits in a byte");

static double mib(uint64_t pages)
{
	return (double)pages * PAGE_BYTES / (1 << 20);
}

/* The colours of a tile, row by row. */
static void colour_tile(const struct plan *p, const struct area *a,
			uint32_t tile, uint8_t colour[TILE_CELLS])
{
	uint32_t start = tile * TILE_CELLS;

	memset(colour, NO_COLOUR, TILE_CELLS);
	for (uint32_t i = 0; i < TILE_CELLS && start + i < a->nr_cells; i++) {
		const struct cell *c = &a->cell[start + i];
		struct point at = plan_cell(p, i);

		colour[at.y * plan_tile_columns(p) + at.x] =
			(uint8_t)colour_of(c->kind, c->flags & CELL_RESIDENT);
	}
}

static bool row_is(const uint8_t *row, uint32_t n, uint8_t colour)
{
	for (uint32_t i = 0; i < n; i++)
		if (row[i] != colour)
			return false;
	return true;
}

/* Takes the widest, then tallest, box of one colour that starts at (x, y). */
static struct box take_box(const struct plan *p, uint8_t *colour, uint32_t x,
			   uint32_t y)
{
	uint32_t columns = plan_tile_columns(p), rows = plan_tile_rows(p);
	uint8_t *at = &colour[y * columns + x], c = *at;
	struct box box = { x, y, 1, 1 };

	while (x + box.width < columns && at[box.width] == c)
		box.width++;
	while (y + box.height < rows &&
	       row_is(at + box.height * columns, box.width, c))
		box.height++;
	for (uint32_t i = 0; i < box.height; i++)
		memset(at + i * columns, NO_COLOUR, box.width);
	return box;
}

static void draw_tile(struct pen *pen, const struct plan *p, struct point at,
		      uint8_t colour[TILE_CELLS])
{
	for (uint32_t i = 0; i < TILE_CELLS; i++) {
		uint8_t c = colour[i];
		struct box box;

		if (c == NO_COLOUR)
			continue;
		box = take_box(p, colour, i % plan_tile_columns(p),
			       i / plan_tile_columns(p));
		box.x = at.x + box.x * p->cell_width;
		box.y = at.y + box.y * p->cell_height;
		box.width *= p->cell_width;
		box.height *= p->cell_height;
		pen->box(pen, box, c);
	}
}

static void draw_cells(struct pen *pen, const struct plan *p,
		       const struct scene *s)
{
	uint8_t colour[TILE_CELLS];

	for (unsigned i = 0; i < NR_AREAS; i++)
		for (uint32_t t = 0; t < p->place[i].nr_tiles; t++) {
			colour_tile(p, &s->area[i], t, colour);
			draw_tile(pen, p, plan_tile(p, i, t), colour);
		}
}

static void draw_label(struct pen *pen, const struct plan *p,
		       const struct scene *s, unsigned area)
{
	const struct area *a = &s->area[area];
	uint32_t y = p->place[area].top;
	char text[64];

	pen->box(pen, (struct box){ p->left, y, p->map_width, 1 }, COLOUR_RULE);
	pen->text(pen, p->left, y + LABEL_BASE, ALIGN_LEFT, INK_TEXT, a->name);
	if (area == AREA_METADATA)
		snprintf(text, sizeof(text), "%.1f MiB",
			 mib(s->pages[KIND_METADATA]));
	else
		snprintf(text, sizeof(text), "%.1f MiB from page %u",
			 mib((uint64_t)a->nr_cells << s->shift), a->start);
	pen->text(pen, p->left + p->map_width, y + LABEL_BASE, ALIGN_RIGHT,
		  INK_MUTED, text);
}

static void draw_size(struct pen *pen, const struct plan *p, uint32_t x,
		      uint32_t y, enum ink ink, uint64_t pages)
{
	char text[32];

	snprintf(text, sizeof(text), "%.1f", mib(pages));
	pen->text(pen, p->legend_x + x, y, ALIGN_RIGHT, ink, text);
}

static void draw_swatch(struct pen *pen, const struct plan *p, unsigned part,
			uint32_t y, unsigned colour)
{
	struct box box = { p->legend_x + part * SWATCH_PART,
			   y - SWATCH_HEIGHT + 2, SWATCH_PART, SWATCH_HEIGHT };

	pen->box(pen, box, colour);
}

/* A swatch shows the first kind, one between, the last, and a pale one. */
static void draw_line(struct pen *pen, const struct plan *p,
		      const struct scene *s, const struct legend_line *l,
		      uint32_t y)
{
	enum ink ink = l->pages ? INK_TEXT : INK_MUTED;
	unsigned span = l->last - l->first;

	for (unsigned i = 0; i < 3; i++)
		draw_swatch(pen, p, i, y,
			    colour_of(l->first + span * i / 2, true));
	if (s->residency_known)
		draw_swatch(pen, p, 3, y,
			    colour_of(l->first + span / 2, false));
	pen->text(pen, p->legend_x + LABEL_X, y, ALIGN_LEFT, ink, l->label);
	draw_size(pen, p, SIZE_X, y, ink, l->pages);
	if (s->residency_known)
		draw_size(pen, p, RESIDENT_X, y, ink, l->resident);
}

static void draw_notes(struct pen *pen, const struct plan *p,
		       const struct scene *s, uint32_t y)
{
	unsigned long long tile = (unsigned long long)TILE_CELLS * PAGE_BYTES
				  << s->shift;
	char text[3][64];

	snprintf(text[0], sizeof(text[0]), "%s",
		 s->residency_known ? "faint: not resident" :
				      "residency is not known");
	snprintf(text[1], sizeof(text[1]), "1 square = %llu page%s of 4 KiB",
		 1ULL << s->shift, s->shift ? "s" : "");
	snprintf(text[2], sizeof(text[2]), "1 %s = %llu MiB%s",
		 p->rows ? "row" : "tile", tile >> 20,
		 p->rows ? "" : ", along a Hilbert curve");
	for (unsigned i = 0; i < 3; i++)
		pen->text(pen, p->legend_x, y + i * LINE, ALIGN_LEFT, INK_MUTED,
			  text[i]);
}

static void draw_legend(struct pen *pen, const struct plan *p,
			const struct scene *s)
{
	struct legend l = legend_make(s);
	uint32_t y = p->legend_y + LABEL_BASE;

	pen->box(pen, (struct box){ p->legend_x, p->legend_y, RESIDENT_X, 1 },
		 COLOUR_RULE);
	pen->text(pen, p->legend_x + SIZE_X, y, ALIGN_RIGHT, INK_MUTED, "MiB");
	if (s->residency_known)
		pen->text(pen, p->legend_x + RESIDENT_X, y, ALIGN_RIGHT,
			  INK_MUTED, "resident");
	for (unsigned i = 0; i < l.nr; i++)
		draw_line(pen, p, s, &l.line[i], y += LINE);
	y += LINE / 2;
	pen->box(pen, (struct box){ p->legend_x, y, RESIDENT_X, 1 },
		 COLOUR_RULE);
	y += LABEL_BASE;
	pen->text(pen, p->legend_x + LABEL_X, y, ALIGN_LEFT, INK_TEXT, "sum");
	draw_size(pen, p, SIZE_X, y, INK_TEXT, l.pages);
	if (s->residency_known)
		draw_size(pen, p, RESIDENT_X, y, INK_TEXT, l.resident);
	draw_notes(pen, p, s, y + LINE + LINE / 2);
}

void sheet_draw(struct pen *pen, const struct plan *p, const struct scene *s)
{
	pen->box(pen, (struct box){ 0, 0, p->width, p->height }, COLOUR_SHEET);
	pen->text(pen, p->left, TITLE_BASE, ALIGN_LEFT, INK_TITLE, s->title);
	pen->text(pen, p->left, SUBTITLE_BASE, ALIGN_LEFT, INK_MUTED, s->when);
	for (unsigned i = 0; i < NR_AREAS; i++)
		if (p->place[i].nr_tiles)
			draw_label(pen, p, s, i);
	draw_cells(pen, p, s);
	draw_legend(pen, p, s);
}

struct counter {
	struct pen pen;
	uint64_t n;
};

static void count_box(struct pen *pen, struct box box, unsigned colour)
{
	struct counter *c = (struct counter *)pen;

	(void)box;
	(void)colour;
	c->n++;
}

uint64_t sheet_boxes(const struct plan *p, const struct scene *s)
{
	struct counter c = { .pen.box = count_box };

	draw_cells(&c.pen, p, s);
	return c.n;
}
