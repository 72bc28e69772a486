/* SPDX-License-Identifier: MIT */
/*
 * picture/font.h - the letters of pictures made of pixels
 */
#ifndef PICTURE_FONT_H
#define PICTURE_FONT_H

#include <stdint.h>

enum {
	FONT_FIRST = ' ',
	FONT_LAST = '~',
	FONT_WIDTH = 7,
	FONT_HEIGHT = 14,
	FONT_ASCENT = 11 /* rows above the base line */
};

/*
 * The letters of font.txt: a byte for each row, from the top; the leftmost
 * pixel is the top bit.
 */
extern const uint8_t font_glyphs[FONT_LAST - FONT_FIRST + 1][FONT_HEIGHT];

#endif /* PICTURE_FONT_H */
