/* SPDX-License-Identifier: MIT */
/*
 * picture/legend.h - what the colours mean, and how much there is of each
 */
#ifndef PICTURE_LEGEND_H
#define PICTURE_LEGEND_H

#include "picture/scene.h"

struct legend_line {
	char label[32];
	unsigned first, last; /* kinds, inclusive */
	uint64_t pages, resident;
};

enum { LEGEND_LINES = 12 };

struct legend {
	unsigned nr;
	struct legend_line line[LEGEND_LINES];
	uint64_t pages, resident; /* in all */
};

/* Every page of the scene is in one line; slabs of similar sizes share one. */
struct legend legend_make(const struct scene *s);

#endif /* PICTURE_LEGEND_H */
