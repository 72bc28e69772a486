/* SPDX-License-Identifier: MIT */
/*
 * picture/png.h - the picture as pixels
 */
#ifndef PICTURE_PNG_H
#define PICTURE_PNG_H

#include "picture/palette.h"

#include <stdio.h>

/*
 * Writes the scene in the light theme's colours.  Each pixel is a number of
 * palette.h.  Errors of the file are left to its error indicator.
 */
bool png_write(FILE *out, const struct scene *s, bool rows,
	       struct failure *why);

#endif /* PICTURE_PNG_H */
