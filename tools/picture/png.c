/* SPDX-License-Identifier: MIT */
/*
 * picture/png.c - the picture as pixels
 */
#include "picture/png.h"

#include "picture/font.h"
#include "picture/sheet.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

struct canvas {
	struct pen pen;
	uint32_t width, height;
	uint8_t *pixel;
};

static void fill_box(struct pen *pen, struct box b, unsigned colour)
{
	struct canvas *c = (struct canvas *)pen;

	for (uint32_t y = b.y; y < b.y + b.height && y < c->height; y++)
		if (b.x + b.width <= c->width)
			memset(&c->pixel[(size_t)y * c->width + b.x],
			       (int)colour, b.width);
}

static void draw_glyph(struct canvas *c, uint32_t x, uint32_t y, char letter,
		       uint8_t colour)
{
	const uint8_t *row;

	if (letter < FONT_FIRST || letter > FONT_LAST ||
	    x + FONT_WIDTH > c->width || y + FONT_HEIGHT > c->height)
		return;
	row = font_glyphs[letter - FONT_FIRST];
	for (uint32_t j = 0; j < FONT_HEIGHT; j++)
		for (uint32_t i = 0; i < FONT_WIDTH; i++)
			if (row[j] & 0x80 >> i)
				c->pixel[(size_t)(y + j) * c->width + x + i] =
					colour;
}

static void draw_text(struct pen *pen, uint32_t x, uint32_t y, enum align align,
		      enum ink ink, const char *text)
{
	struct canvas *c = (struct canvas *)pen;
	uint32_t width = (uint32_t)strlen(text) * FONT_WIDTH;
	uint8_t colour = ink == INK_MUTED ? COLOUR_MUTED : COLOUR_TEXT;

	if (align == ALIGN_RIGHT)
		x = x > width ? x - width : 0;
	y = y > FONT_ASCENT ? y - FONT_ASCENT : 0;
	for (; *text; text++, x += FONT_WIDTH) {
		draw_glyph(c, x, y, *text, colour);
		if (ink == INK_TITLE)
			draw_glyph(c, x + 1, y, *text, colour);
	}
}

static void set_palette(png_structp png, png_infop info, const struct scene *s)
{
	struct palette p =
		palette_make(THEME_LIGHT, s->class_size, s->nr_classes);
	png_color colour[NR_COLOURS];

	for (unsigned i = 0; i < NR_COLOURS; i++) {
		colour[i].red = (png_byte)(p.rgb[i] >> 16);
		colour[i].green = (png_byte)(p.rgb[i] >> 8 & 0xff);
		colour[i].blue = (png_byte)(p.rgb[i] & 0xff);
	}
	png_set_PLTE(png, info, colour, NR_COLOURS);
}

static void set_title(png_structp png, png_infop info, const struct scene *s)
{
	png_text text = { .compression = PNG_TEXT_COMPRESSION_NONE };
	char key[] = "Title", title[sizeof(s->title)];

	strcpy(title, s->title);
	text.key = key;
	text.text = title;
	png_set_text(png, info, &text, 1);
}

/* libpng's own would write to stderr; its setjmp tells. */
static void fail(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

/* False: no memory, or the file's error. */
static bool encode(FILE *out, const struct canvas *c, const struct scene *s)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL,
						  fail, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;

	if (!info || setjmp(png_jmpbuf(png))) {
		png_destroy_write_struct(&png, &info);
		return false;
	}
	png_init_io(png, out);
	png_set_IHDR(png, info, c->width, c->height, 8, PNG_COLOR_TYPE_PALETTE,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	set_palette(png, info, s);
	set_title(png, info, s);
	png_write_info(png, info);
	for (uint32_t y = 0; y < c->height; y++)
		png_write_row(png, &c->pixel[(size_t)y * c->width]);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return true;
}

bool png_write(FILE *out, const struct scene *s, bool rows, struct failure *why)
{
	struct plan p = plan_make(s, rows);
	struct canvas c = { { fill_box, draw_text }, p.width, p.height, NULL };
	bool done;

	c.pixel = malloc((size_t)c.width * c.height);
	if (!c.pixel)
		return failed(why, STATUS_FAILED, "no memory for the picture");
	sheet_draw(&c.pen, &p, s);
	done = encode(out, &c, s);
	free(c.pixel);
	if (done || ferror(out))
		return true;
	return failed(why, STATUS_FAILED, "no memory for the picture");
}
