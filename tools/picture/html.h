/* SPDX-License-Identifier: MIT */
/*
 * picture/html.h - the picture as a page that answers, and films
 *
 * One file that needs no other.  Its program and its looks are map.html.
 */
#ifndef PICTURE_HTML_H
#define PICTURE_HTML_H

#include "picture/scene.h"

#include <stdio.h>

/* A film that is being taken; zero it first. */
struct film {
	struct scene last; /* what the next frame is a difference to */
	unsigned nr_frames, last_key;
	char *frames; /* JSON, comma separated */
	size_t bytes;
	FILE *out;
};

/* Adds a frame, and takes the scene over: it need not be freed. */
bool film_add(struct film *f, struct scene *s, struct failure *why);

/* Writes the page of a film of one frame or more. */
bool film_write(FILE *out, struct film *f, bool rows, struct failure *why);
void film_free(struct film *f);

#endif /* PICTURE_HTML_H */
