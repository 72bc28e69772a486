/* SPDX-License-Identifier: MIT */
/*
 * screen/canvas.h - a screen's worth of characters, drawn before it is shown
 *
 * What does not fit is cut off, so drawing needs no regard to the size.
 */
#ifndef SCREEN_CANVAS_H
#define SCREEN_CANVAS_H

#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

/* How a character looks; the terminal decides what that is. */
enum look {
	LOOK_PLAIN,
	LOOK_TITLE,
	LOOK_HEADER,
	LOOK_DIM,
	LOOK_PICKED,
	LOOK_BAR,
	LOOK_TREND,
	LOOK_WARNING,
	NR_LOOKS
};

struct cell {
	wchar_t character;
	enum look look;
};

struct canvas {
	unsigned rows, columns;
	bool blocks; /* the terminal has Unicode's block characters */
	struct cell *cell;
};

/* A part of a canvas. */
struct area {
	unsigned row, end; /* rows [row, end) */
	unsigned column, width;
};

/*
 * Makes it so large, at most CANVAS_MOST each way, and blank.  A canvas that
 * is all zero has no size yet.
 */
enum { CANVAS_MOST = 1000 };
void canvas_clear(struct canvas *c, unsigned rows, unsigned columns);
void canvas_exit(struct canvas *c);

/* One character; nothing outside. */
void canvas_set(struct canvas *c, unsigned row, unsigned column, enum look look,
		wchar_t character);

/* Text of the locale, at most 255 bytes, from a column on. */
void canvas_put(struct canvas *c, unsigned row, unsigned column, enum look look,
		const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same, ending in front of a column. */
void canvas_put_right(struct canvas *c, unsigned row, unsigned end,
		      enum look look, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Gives a row one look, from its first column to its last. */
void canvas_paint(struct canvas *c, unsigned row, enum look look);

/* As lines, without blanks at their ends and without empty lines at the end. */
void canvas_write(const struct canvas *c, FILE *out);

#endif /* SCREEN_CANVAS_H */
