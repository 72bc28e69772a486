/* SPDX-License-Identifier: MIT */
/*
 * screen/list.h - the table of processes
 */
#ifndef SCREEN_LIST_H
#define SCREEN_LIST_H

#include "screen/canvas.h"
#include "screen/column.h"

/*
 * Draws the titles into one row and the processes, from the first one on, into
 * those below it, up to the row `end`.  sort: the column whose title stands
 * out; NR_COLUMNS: none.  picked: the process whose row does; 0: none.
 */
struct list_place {
	unsigned row, end;
	size_t first;
	enum column sort;
	pid_t picked;
};
void list_draw(struct canvas *c, const struct watch *w, struct list_place at);

#endif /* SCREEN_LIST_H */
