/* SPDX-License-Identifier: MIT */
/*
 * picture/svg.c - the picture as shapes
 *
 * All boxes of one colour are one path, so a box costs some 15 bytes.
 */
#include "picture/svg.h"

#include "picture/palette.h"
#include "picture/sheet.h"

#include <stdlib.h>

struct shape {
	struct box box;
	unsigned colour;
};

struct svg {
	struct pen pen;
	struct shape *shape;
	size_t nr, room;
	bool no_memory;
	FILE *text; /* elements, to come after the shapes */
};

static void add_box(struct pen *pen, struct box box, unsigned colour)
{
	struct svg *v = (struct svg *)pen;

	if (v->nr == v->room) {
		size_t room = v->room ? 2 * v->room : 1024;
		struct shape *more = realloc(v->shape, room * sizeof(*more));

		if (!more) {
			v->no_memory = true;
			return;
		}
		v->shape = more;
		v->room = room;
	}
	v->shape[v->nr++] = (struct shape){ box, colour };
}

static void write_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else
			fputc(*text, out);
	}
}

static void add_text(struct pen *pen, uint32_t x, uint32_t y, enum align align,
		     enum ink ink, const char *text)
{
	static const char *const classes[NR_INKS] = { "h", "t", "m" };
	struct svg *v = (struct svg *)pen;

	fprintf(v->text, "<text class=\"%s%s\" x=\"%u\" y=\"%u\">",
		classes[ink], align == ALIGN_RIGHT ? " r" : "", x, y);
	write_escaped(v->text, text);
	fputs("</text>\n", v->text);
}

/* By colour; then as drawn, which is by place. */
static int compare(const void *a, const void *b)
{
	const struct shape *x = a, *y = b;

	if (x->colour != y->colour)
		return x->colour < y->colour ? -1 : 1;
	if (x->box.y != y->box.y)
		return x->box.y < y->box.y ? -1 : 1;
	return x->box.x < y->box.x ? -1 : x->box.x > y->box.x;
}

static void write_colours(FILE *out, const struct palette *p,
			  const bool used[NR_COLOURS])
{
	for (unsigned i = 0; i < NR_COLOURS; i++)
		if (used[i])
			fprintf(out, ".c%u{fill:#%06x}", i, p->rgb[i]);
	fprintf(out, ".h,.t{fill:#%06x}.m{fill:#%06x}\n", p->rgb[COLOUR_TEXT],
		p->rgb[COLOUR_MUTED]);
}

static void write_style(FILE *out, const struct scene *s, const struct svg *v)
{
	struct palette p[NR_THEMES];
	bool used[NR_COLOURS] = { false };

	for (size_t i = 0; i < v->nr; i++)
		used[v->shape[i].colour] = true;
	for (unsigned t = 0; t < NR_THEMES; t++)
		p[t] = palette_make(t, s->class_size, s->nr_classes);
	fputs("<style>\n"
	      "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,"
	      "'Helvetica Neue',Arial,'DejaVu Sans',sans-serif;"
	      "font-variant-numeric:tabular-nums}\n"
	      ".h{font-size:17px;font-weight:600}.r{text-anchor:end}\n",
	      out);
	write_colours(out, &p[THEME_LIGHT], used);
	fputs("@media(prefers-color-scheme:dark){\n", out);
	write_colours(out, &p[THEME_DARK], used);
	fputs("}\n</style>\n", out);
}

static void write_shapes(FILE *out, const struct svg *v)
{
	for (size_t i = 0; i < v->nr; i++) {
		const struct shape *s = &v->shape[i];
		const struct box *b = &s->box;

		if (!i || s[-1].colour != s->colour)
			fprintf(out, "%s<path class=\"c%u\" d=\"",
				i ? "\"/>\n" : "", s->colour);
		fprintf(out, "M%u %uh%uv%uh-%uz", b->x, b->y, b->width,
			b->height, b->width);
	}
	fputs("\"/>\n", out);
}

static void write_all(FILE *out, const struct scene *s, const struct plan *p,
		      struct svg *v, const char *texts)
{
	/* The sheet itself comes first and stays there. */
	qsort(v->shape + 1, v->nr - 1, sizeof(*v->shape), compare);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\""
		" height=\"%u\" viewBox=\"0 0 %u %u\""
		" style=\"max-width:100%%;height:auto\""
		" shape-rendering=\"crispEdges\">\n<title>",
		p->width, p->height, p->width, p->height);
	write_escaped(out, s->title);
	fputs("</title>\n", out);
	write_style(out, s, v);
	write_shapes(out, v);
	fputs(texts, out);
	fputs("</svg>\n", out);
}

static bool draw(FILE *out, const struct scene *s, const struct plan *p,
		 struct failure *why)
{
	struct svg v = { .pen = { add_box, add_text } };
	char *texts = NULL;
	size_t bytes;

	v.text = open_memstream(&texts, &bytes);
	if (v.text) {
		sheet_draw(&v.pen, p, s);
		if (fclose(v.text))
			v.no_memory = true;
	}
	if (v.text && !v.no_memory)
		write_all(out, s, p, &v, texts);
	free(v.shape);
	free(texts);
	if (!v.text || v.no_memory)
		return failed(why, STATUS_FAILED, "no memory for the picture");
	return true;
}

bool svg_write(FILE *out, const struct scene *s, bool rows, struct failure *why)
{
	struct plan p = plan_make(s, rows);
	struct scene reduced = { .title = "" };
	const struct scene *drawn = s;
	bool done = true;

	for (unsigned shift = 1;
	     done && sheet_boxes(&p, drawn) > SVG_MOST_BOXES; shift++) {
		scene_free(&reduced);
		done = scene_reduce(&reduced, s, shift, why);
		drawn = &reduced;
		p = plan_make(drawn, rows);
	}
	done = done && draw(out, drawn, &p, why);
	scene_free(&reduced);
	return done;
}
