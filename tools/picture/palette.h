/* SPDX-License-Identifier: MIT */
/*
 * picture/palette.h - the colours
 *
 * Slabs are blue, darker for larger objects; what else is in use is warm;
 * free memory is grey, sandy where it still holds data.  A page that is not
 * resident is pale.  Hues and lightness together keep the states apart for
 * those who do not see all colours.
 */
#ifndef PICTURE_PALETTE_H
#define PICTURE_PALETTE_H

#include "picture/scene.h"

enum theme { THEME_LIGHT, THEME_DARK, NR_THEMES };

/* Colours by number: pale and full ones of each kind, and the sheet's own. */
enum {
	COLOUR_SHEET = 2 * NR_KINDS,
	COLOUR_TEXT,
	COLOUR_MUTED,
	COLOUR_RULE,
	NR_COLOURS
};

static inline unsigned colour_of(unsigned kind, bool resident)
{
	return 2 * kind + resident;
}

struct palette {
	uint32_t rgb[NR_COLOURS]; /* 0xrrggbb */
};

/* The sizes of the classes decide about the shades of slabs. */
struct palette palette_make(enum theme theme, const uint32_t *class_size,
			    unsigned nr_classes);

#endif /* PICTURE_PALETTE_H */
