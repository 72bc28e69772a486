/* SPDX-License-Identifier: MIT */
/*
 * picture/svg.h - the picture as shapes
 */
#ifndef PICTURE_SVG_H
#define PICTURE_SVG_H

#include "picture/scene.h"

#include <stdio.h>

/* More boxes than this make viewers slow: cells become larger instead. */
enum { SVG_MOST_BOXES = 100000 };

/*
 * Writes the scene.  The colours follow the viewer's preference for light or
 * dark.  Errors of the file are left to its error indicator.
 */
bool svg_write(FILE *out, const struct scene *s, bool rows,
	       struct failure *why);

#endif /* PICTURE_SVG_H */
