/* SPDX-License-Identifier: MIT */
/*
 * screen/canvas.c - a screen's worth of characters, drawn before it is shown
 */
#include "screen/canvas.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 256 };

static unsigned bounded(unsigned n)
{
	return n < CANVAS_MOST ? n : CANVAS_MOST;
}

void canvas_clear(struct canvas *c, unsigned rows, unsigned columns)
{
	size_t nr;

	rows = bounded(rows);
	columns = bounded(columns);
	nr = (size_t)rows * columns;
	if (rows != c->rows || columns != c->columns) {
		free(c->cell);
		c->cell = nr ? malloc(nr * sizeof(*c->cell)) : NULL;
		if (!c->cell)
			nr = rows = columns = 0;
		c->rows = rows;
		c->columns = columns;
	}
	for (size_t i = 0; i < nr; i++)
		c->cell[i] = (struct cell){ L' ', LOOK_PLAIN };
}

void canvas_exit(struct canvas *c)
{
	free(c->cell);
	c->cell = NULL;
	c->rows = c->columns = 0;
}

void canvas_set(struct canvas *c, unsigned row, unsigned column, enum look look,
		wchar_t character)
{
	if (row < c->rows && column < c->columns)
		c->cell[row * c->columns + column] =
			(struct cell){ character, look };
}

/* The next character, one column wide: a question mark if it is not. */
static wchar_t next_character(const char **text)
{
	wchar_t wide;
	mbstate_t state = { 0 };
	size_t n = mbrtowc(&wide, *text, MB_LEN_MAX, &state);

	/* An incomplete or a wrong sequence: go on behind its first byte. */
	if (n == (size_t)-1 || n == (size_t)-2) {
		(*text)++;
		return L'?';
	}
	*text += n;
	return wcwidth(wide) == 1 ? wide : L'?';
}

static void put(struct canvas *c, unsigned row, unsigned column, enum look look,
		const char *text)
{
	while (*text)
		canvas_set(c, row, column++, look, next_character(&text));
}

void canvas_put(struct canvas *c, unsigned row, unsigned column, enum look look,
		const char *format, ...)
{
	char text[TEXT];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	put(c, row, column, look, text);
}

void canvas_put_right(struct canvas *c, unsigned row, unsigned end,
		      enum look look, const char *format, ...)
{
	char text[TEXT];
	const char *at = text;
	unsigned width = 0;
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	while (*at) {
		next_character(&at);
		width++;
	}
	put(c, row, end > width ? end - width : 0, look, text);
}

void canvas_paint(struct canvas *c, unsigned row, enum look look)
{
	if (row >= c->rows)
		return;
	for (unsigned i = 0; i < c->columns; i++)
		c->cell[row * c->columns + i].look = look;
}

/* Columns of the row up to its last character that is no blank. */
static unsigned used_columns(const struct canvas *c, unsigned row)
{
	unsigned n = c->columns;

	while (n && c->cell[row * c->columns + n - 1].character == L' ')
		n--;
	return n;
}

static void write_row(const struct canvas *c, unsigned row, FILE *out)
{
	unsigned n = used_columns(c, row);

	for (unsigned i = 0; i < n; i++) {
		char bytes[MB_LEN_MAX];
		int used =
			wctomb(bytes, c->cell[row * c->columns + i].character);

		if (used > 0)
			fwrite(bytes, 1, (size_t)used, out);
		else
			fputc('?', out);
	}
	fputc('\n', out);
}

void canvas_write(const struct canvas *c, FILE *out)
{
	unsigned rows = c->rows;

	while (rows && !used_columns(c, rows - 1))
		rows--;
	for (unsigned row = 0; row < rows; row++)
		write_row(c, row, out);
}
