/* SPDX-License-Identifier: MIT */
/*
 * screen/column.h - the columns of the list of processes, and sorting by them
 */
#ifndef SCREEN_COLUMN_H
#define SCREEN_COLUMN_H

#include "screen/units.h"
#include "screen/watch.h"

enum column {
	COLUMN_PID,
	COLUMN_NAME,
	COLUMN_RSS,
	COLUMN_USED,
	COLUMN_PRESENT,
	COLUMN_FREE,
	COLUMN_DIRTY,
	COLUMN_FRAG,
	COLUMN_ALLOCS,
	COLUMN_FREES,
	COLUMN_FAULTS,
	COLUMN_TREND,
	NR_COLUMNS
};

struct column_form {
	const char *title;
	unsigned width; /* the least */
	/* The lower, the sooner it is left out of a narrow screen. */
	unsigned weight;
	bool first_is_most; /* sorted downwards */
	bool heap;	    /* needs a sample that succeeded */
};
extern const struct column_form column_forms[NR_COLUMNS];

/* The name or the trend is no number: they have no text here. */
struct amount column_text(enum column column, const struct watched *p);

/* Sorts; ties and the trend go by pid.  What cannot be read comes last. */
void column_sort(struct watch *w, enum column column, bool reversed);

#endif /* SCREEN_COLUMN_H */
