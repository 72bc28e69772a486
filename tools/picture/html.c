/* SPDX-License-Identifier: MIT */
/*
 * picture/html.c - the picture as a page that answers, and films
 *
 * The page is map.html with the film at its mark: an object that says what
 * does not change, and frames.  A frame that is a key stands for itself.
 */
#include "picture/html.h"

#include "picture/legend.h"
#include "picture/pack.h"
#include "picture/palette.h"
#include "picture/plan.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Frames from one key to the next: what going back in the film costs. */
enum { KEY_EVERY = 20 };

/* Where in map.html the film goes. */
static const char mark[] = "@FILM@";
extern const char map_html[];

/* As no end of a script and no comment can be in it. */
static bool write_json(FILE *out, json_t *object)
{
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

	json_decref(object);
	if (!text)
		return false;
	for (const char *c = text; *c; c++)
		if (*c == '<')
			fputs("\\u003c", out);
		else
			fputc(*c, out);
	free(text);
	return true;
}

static json_t *numbers(const uint64_t *n, unsigned nr)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < nr; i++)
		json_array_append_new(array, json_integer((json_int_t)n[i]));
	return array;
}

static json_t *areas_json(const struct scene *s)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < NR_AREAS; i++) {
		const struct area *a = &s->area[i];

		json_array_append_new(
			array, json_pack("{s:s, s:I, s:I}", "name", a->name,
					 "start", (json_int_t)a->start, "cells",
					 (json_int_t)a->nr_cells));
	}
	return array;
}

static json_t *frame_json(const struct scene *s, bool key, const char *data)
{
	return json_pack("{s:b, s:f, s:s, s:i, s:o, s:o, s:o, s:s}", "key", key,
			 "taken", s->taken, "when", s->when, "shift",
			 (int)s->shift, "areas", areas_json(s), "pages",
			 numbers(s->pages, NR_KINDS), "resident",
			 numbers(s->resident, NR_KINDS), "data", data);
}

/* The scene's cells in base64; NULL: no memory. */
static char *packed(const struct scene *s, const struct scene *before)
{
	char *bytes = NULL, *text = NULL;
	size_t nr = 0, length;
	FILE *out = open_memstream(&bytes, &nr);

	if (out) {
		pack_scene(out, s, before);
		if (fclose(out)) {
			free(bytes);
			return NULL;
		}
		out = open_memstream(&text, &length);
	}
	if (out) {
		pack_base64(out, (const unsigned char *)bytes, nr);
		if (fclose(out)) {
			free(text);
			text = NULL;
		}
	}
	free(bytes);
	return text;
}

bool film_add(struct film *f, struct scene *s, struct failure *why)
{
	bool key, done = false;
	char *data;

	key = !f->nr_frames || f->nr_frames - f->last_key >= KEY_EVERY ||
	      s->shift != f->last.shift;
	data = packed(s, key ? NULL : &f->last);
	if (!f->out)
		f->out = open_memstream(&f->frames, &f->bytes);
	if (data && f->out) {
		fputs(f->nr_frames ? ",\n" : "", f->out);
		done = write_json(f->out, frame_json(s, key, data));
	}
	free(data);
	scene_free(&f->last);
	f->last = *s;
	if (key)
		f->last_key = f->nr_frames;
	f->nr_frames++;
	return done ? true :
		      failed(why, STATUS_FAILED, "no memory for the film");
}

/* A line of the legend in both themes' colours. */
static json_t *legend_json(const struct scene *s)
{
	struct legend l = legend_make(s);
	json_t *array = json_array();

	for (unsigned i = 0; i < l.nr; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:i, s:i}", "label",
						l.line[i].label, "first",
						(int)l.line[i].first, "last",
						(int)l.line[i].last));
	return array;
}

static json_t *palettes_json(const struct scene *s)
{
	json_t *array = json_array();

	for (unsigned t = 0; t < NR_THEMES; t++) {
		struct palette p =
			palette_make(t, s->class_size, s->nr_classes);
		json_t *rgb = json_array();

		for (unsigned i = 0; i < NR_COLOURS; i++)
			json_array_append_new(rgb, json_integer(p.rgb[i]));
		json_array_append_new(array, rgb);
	}
	return array;
}

static json_t *constants_json(const struct scene *s, bool rows)
{
	json_t *sizes = json_array();
	char base[32];

	/* Too wide for a number in a script. */
	snprintf(base, sizeof(base), "0x%llx", (unsigned long long)s->base);
	for (unsigned i = 0; i < s->nr_classes; i++)
		json_array_append_new(sizes, json_integer(s->class_size[i]));
	return json_pack("{s:s, s:s, s:b, s:b, s:i, s:o, s:o, s:o, s:i}",
			 "title", s->title, "base", base, "residency",
			 s->residency_known, "rows", rows, "side", TILE_SIDE,
			 "sizes", sizes, "legend", legend_json(s), "palettes",
			 palettes_json(s), "slabs", KIND_RUN);
}

bool film_write(FILE *out, struct film *f, bool rows, struct failure *why)
{
	const char *at = strstr(map_html, mark);

	if (!f->out || fflush(f->out))
		return failed(why, STATUS_FAILED, "no memory for the film");
	fwrite(map_html, 1, (size_t)(at - map_html), out);
	fputs("{\"film\":", out);
	if (!write_json(out, constants_json(&f->last, rows)))
		return failed(why, STATUS_FAILED, "no memory for the film");
	fputs(",\n\"frames\":[\n", out);
	fwrite(f->frames, 1, f->bytes, out);
	fputs("]}", out);
	fputs(at + strlen(mark), out);
	return true;
}

void film_free(struct film *f)
{
	scene_free(&f->last);
	if (f->out)
		fclose(f->out);
	free(f->frames);
	*f = (struct film){ .nr_frames = 0 };
}
