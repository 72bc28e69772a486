/* SPDX-License-Identifier: MIT */
/*
 * picture/pen.h - what a sheet is drawn with: SVG's shapes or PNG's pixels
 */
#ifndef PICTURE_PEN_H
#define PICTURE_PEN_H

#include <stdint.h>

struct box {
	uint32_t x, y, width, height;
};

enum align { ALIGN_LEFT, ALIGN_RIGHT };
enum ink { INK_TITLE, INK_TEXT, INK_MUTED, NR_INKS };

struct pen {
	/* Colours are numbers of palette.h. */
	void (*box)(struct pen *pen, struct box box, unsigned colour);
	/* y is the base line, x the end that `align` says. */
	void (*text)(struct pen *pen, uint32_t x, uint32_t y, enum align align,
		     enum ink ink, const char *text);
};

#endif /* PICTURE_PEN_H */
