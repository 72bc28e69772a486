/* SPDX-License-Identifier: MIT */
/*
 * screen/view.h - what `buddyctl top` shows, and what its keys do
 *
 * Knows no terminal: keys come in, a canvas goes out.
 */
#ifndef SCREEN_VIEW_H
#define SCREEN_VIEW_H

#include "screen/canvas.h"
#include "screen/column.h"

/* Keys that are no characters. */
enum view_key {
	VIEW_UP = 0x110000,
	VIEW_DOWN,
	VIEW_PAGE_UP,
	VIEW_PAGE_DOWN,
	VIEW_HOME,
	VIEW_END,
	VIEW_ENTER,
	VIEW_BACKSPACE,
	VIEW_ESCAPE
};

enum { VIEW_PROMPT = 12 };

struct view {
	struct watch *watch;
	int folder;   /* for snapshots; AT_FDCWD: the current one */
	double delay; /* seconds */
	bool paused, done;
	bool batch;	/* for a file: no keys are named, nothing is picked */
	char clock[16]; /* the time of day, as text */

	/* The list. */
	enum column sort;
	bool reversed;
	pid_t picked;
	size_t index;  /* of it, to pick its neighbour when it is gone */
	size_t first;  /* of the rows that are visible */
	unsigned page; /* rows of the list on the screen */

	/* 0: the list; else the process in depth. */
	pid_t depth;
	bool only; /* there is no list to go back to */

	bool help;
	bool prompting; /* for the delay */
	char prompt[VIEW_PROMPT];
	char message[sizeof(((struct failure *)0)->text)]; /* stands until the
							      next key */
};

/* pid: in depth from the start, and nothing else; 0: the list. */
void view_init(struct view *v, struct watch *w, pid_t pid, double delay);

void view_key(struct view *v, int key);

/* Sorts the list as well. */
void view_draw(struct view *v, struct canvas *c);

#endif /* SCREEN_VIEW_H */
