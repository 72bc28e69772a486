/* SPDX-License-Identifier: MIT */
/*
 * screen/list.c - the table of processes
 */
#include "screen/list.h"
#include "screen/sparkline.h"

#include <string.h>

enum { GAP = 1, NAME_MOST = 15, TREND_MOST = 24 };

/* Columns that are shown have a width. */
struct widths {
	unsigned of[NR_COLUMNS];
};

static unsigned pid_width(const struct watch *w)
{
	unsigned most = column_forms[COLUMN_PID].width;

	for (size_t i = 0; i < w->nr; i++) {
		size_t n = strlen(column_text(COLUMN_PID, w->of[i]).text);

		most = n > most ? (unsigned)n : most;
	}
	return most;
}

static unsigned total(const struct widths *w)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < NR_COLUMNS; i++)
		sum += w->of[i] ? w->of[i] + GAP : 0;
	return sum ? sum - GAP : 0;
}

static void leave_out_lightest(struct widths *w)
{
	unsigned lightest = NR_COLUMNS;

	for (unsigned i = 0; i < NR_COLUMNS; i++)
		if (w->of[i] &&
		    (lightest == NR_COLUMNS ||
		     column_forms[i].weight < column_forms[lightest].weight))
			lightest = i;
	if (lightest < NR_COLUMNS)
		w->of[lightest] = 0;
}

static void widen(unsigned *width, unsigned most, unsigned *spare)
{
	while (*width && *width < most && *spare) {
		(*width)++;
		(*spare)--;
	}
}

static struct widths fit(const struct watch *w, unsigned columns)
{
	struct widths widths;
	unsigned spare;

	for (unsigned i = 0; i < NR_COLUMNS; i++)
		widths.of[i] = column_forms[i].width;
	widths.of[COLUMN_PID] = pid_width(w);
	while (total(&widths) > columns)
		leave_out_lightest(&widths);
	spare = columns - total(&widths);
	widen(&widths.of[COLUMN_TREND], 10, &spare);
	widen(&widths.of[COLUMN_NAME], NAME_MOST, &spare);
	widen(&widths.of[COLUMN_TREND], TREND_MOST, &spare);
	return widths;
}

static bool is_left(enum column i)
{
	return i == COLUMN_NAME || i == COLUMN_TREND;
}

static void draw_titles(struct canvas *c, const struct widths *w,
			struct list_place at)
{
	unsigned x = 0;

	canvas_paint(c, at.row, LOOK_HEADER);
	for (unsigned i = 0; i < NR_COLUMNS; i++) {
		enum look look = i == at.sort ? LOOK_PICKED : LOOK_HEADER;
		const char *title = column_forms[i].title;

		if (!w->of[i])
			continue;
		if (is_left(i))
			canvas_put(c, at.row, x, look, "%s", title);
		else
			canvas_put_right(c, at.row, x + w->of[i], look, "%s",
					 title);
		x += w->of[i] + GAP;
	}
}

static void draw_cell(struct canvas *c, unsigned row, unsigned x,
		      unsigned width, enum column i, const struct watched *p)
{
	if (i == COLUMN_NAME)
		canvas_put(c, row, x, LOOK_PLAIN, "%.*s", (int)width,
			   p->process.name);
	else if (i == COLUMN_TREND)
		sparkline_draw(c, row, x, width, &p->history[SERIES_USED],
			       SPARKLINE_FROM_LOWEST);
	else
		canvas_put_right(c, row, x + width, LOOK_PLAIN, "%s",
				 column_text(i, p).text);
}

static void draw_process(struct canvas *c, unsigned row, const struct widths *w,
			 const struct watched *p)
{
	unsigned x = 0;

	for (unsigned i = 0; i < NR_COLUMNS; i++) {
		if (!w->of[i])
			continue;
		if (column_forms[i].heap && !p->readable) {
			/* The reason takes the place of all that is unknown. */
			canvas_put(c, row, x, LOOK_WARNING, "%s", p->why.text);
			return;
		}
		draw_cell(c, row, x, w->of[i], i, p);
		x += w->of[i] + GAP;
	}
}

void list_draw(struct canvas *c, const struct watch *w, struct list_place at)
{
	struct widths widths = fit(w, c->columns);
	unsigned row = at.row + 1;

	draw_titles(c, &widths, at);
	for (size_t i = at.first; i < w->nr && row < at.end; i++, row++) {
		const struct watched *p = w->of[i];

		draw_process(c, row, &widths, p);
		if (at.picked && p->process.pid == at.picked)
			canvas_paint(c, row, LOOK_PICKED);
	}
}
