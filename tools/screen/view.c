/* SPDX-License-Identifier: MIT */
/*
 * screen/view.c - what `buddyctl top` shows
 */
#include "screen/view.h"
#include "screen/depth.h"
#include "screen/list.h"

#include <fcntl.h>
#include <string.h>

enum { TITLE_ROWS = 1, LIST_ROW = 1, FOOT_ROWS = 1 };

void view_init(struct view *v, struct watch *w, pid_t pid, double delay)
{
	*v = (struct view){
		.watch = w,
		.folder = AT_FDCWD,
		.delay = delay,
		.sort = COLUMN_USED,
		.depth = pid,
		.only = pid,
	};
	w->kept = pid;
}

/* What matters most comes first: a small screen cuts it off. */
static const char *const help[] = {
	"Up Down PgUp PgDn Home End  pick one",
	"Enter  see it in depth",
	"s, r   sort by the next column, reverse",
	"p      pause",
	"d      set the delay: 500ms, 2, 1m",
	"e      export its figures to a file",
	"q      back, or quit",
	"Any key goes back.",
	"",
	"The list has all processes under libbuddy.  Figures are bytes;",
	"allocs, frees and faults are per second.  At first they are averages",
	"since the process started.",
	"",
	"USED   handed out to the program     PRES   what the heap has got",
	"FREE   of that, in free blocks       DIRTY  of these, may hold data",
	"FRAG   share of free memory that is in blocks below 2 MiB",
	"TREND  of USED                       PCP    pages a thread keeps",
	"The bar of an order is the memory in its free blocks.",
};

static void draw_help(struct canvas *c)
{
	for (unsigned i = 0; i < sizeof(help) / sizeof(help[0]); i++)
		canvas_put(c, TITLE_ROWS + i, 0, LOOK_PLAIN, "%s", help[i]);
}

static void draw_title(const struct view *v, struct canvas *c)
{
	const struct watched *p = watch_find(v->watch, v->depth);
	char right[80];
	unsigned long nr = v->watch->nr;

	canvas_paint(c, 0, LOOK_TITLE);
	if (!v->depth)
		canvas_put(c, 0, 0, LOOK_TITLE, "buddyctl: %lu process%s", nr,
			   nr == 1 ? "" : "es");
	else
		canvas_put(c, 0, 0, LOOK_TITLE, "%s, process %d",
			   p ? p->process.name : "buddyctl", (int)v->depth);
	snprintf(right, sizeof(right), "  %severy %gs  %s",
		 v->paused ? "PAUSED  " : "", v->delay, v->clock);
	/* The name matters more. */
	if (strlen(right) + 24 <= c->columns)
		canvas_put_right(c, 0, c->columns, LOOK_TITLE, "%s", right);
}

static void draw_foot(const struct view *v, struct canvas *c)
{
	unsigned row = c->rows - 1;

	if (c->rows <= TITLE_ROWS || v->batch)
		return;
	if (v->prompting)
		canvas_put(c, row, 0, LOOK_TITLE, "delay: %s_", v->prompt);
	else if (v->message[0])
		canvas_put(c, row, 0, LOOK_TITLE, "%s", v->message);
	else if (v->depth)
		canvas_put(c, row, 0, LOOK_DIM,
			   "h help  q %s  p pause  e export  d delay",
			   v->only ? "quit" : "back");
	else
		canvas_put(c, row, 0, LOOK_DIM,
			   "h help  q quit  Enter in depth  s sort  r reverse  "
			   "p pause  e export  d delay");
}

/* Finds the picked process again, or picks the one that took its place. */
static void find_picked(struct view *v)
{
	struct watch *w = v->watch;
	size_t i = 0;

	while (i < w->nr && w->of[i]->process.pid != v->picked)
		i++;
	if (i < w->nr)
		v->index = i;
	else if (v->index >= w->nr)
		v->index = w->nr ? w->nr - 1 : 0;
	v->picked = w->nr ? w->of[v->index]->process.pid : 0;
}

static void scroll(struct view *v)
{
	if (v->index < v->first)
		v->first = v->index;
	if (v->page && v->index >= v->first + v->page)
		v->first = v->index - v->page + 1;
	/* No empty rows below while there are processes above. */
	if (v->first + v->page > v->watch->nr)
		v->first = v->watch->nr > v->page ? v->watch->nr - v->page : 0;
}

static void draw_list(struct view *v, struct canvas *c, unsigned end)
{
	struct list_place at = { LIST_ROW, end, v->first,
				 v->batch ? NR_COLUMNS : v->sort,
				 v->batch ? 0 : v->picked };

	if (end <= LIST_ROW)
		return;
	if (!v->watch->nr)
		canvas_put(c, LIST_ROW + 1, 0, LOOK_PLAIN,
			   "No process runs under libbuddy.");
	list_draw(c, v->watch, at);
}

static void draw_depth(const struct view *v, struct canvas *c, unsigned end)
{
	const struct watched *p = watch_find(v->watch, v->depth);

	if (p)
		depth_draw(c, p, TITLE_ROWS, end);
	else
		canvas_put(c, TITLE_ROWS, 0, LOOK_WARNING,
			   "there is no process %d", (int)v->depth);
}

void view_draw(struct view *v, struct canvas *c)
{
	unsigned end = c->rows > FOOT_ROWS ? c->rows - FOOT_ROWS : 0;

	v->page = end > LIST_ROW + 1 ? end - LIST_ROW - 1 : 0;
	column_sort(v->watch, v->sort, v->reversed);
	find_picked(v);
	scroll(v);
	if (v->help)
		draw_help(c);
	else if (v->depth)
		draw_depth(v, c, end);
	else
		draw_list(v, c, end);
	/* These rows are theirs, whatever was drawn. */
	draw_title(v, c);
	draw_foot(v, c);
}
