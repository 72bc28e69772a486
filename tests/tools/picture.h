/* SPDX-License-Identifier: MIT */
/*
 * tools/picture.h - a small heap to draw
 */
#ifndef TOOLS_PICTURE_H
#define TOOLS_PICTURE_H

#include "picture/scene.h"

/*
 * Classes of 16, 64, 512 and 8192 bytes; zones Low, absent, and Normal, of so
 * many pages; a quarter of each is free.  The seed decides about the rest.
 */
void picture_scene(struct scene *s, uint32_t low_pages, uint32_t normal_pages,
		   unsigned seed);

/* The same without residency, as of a core file. */
void picture_core_scene(struct scene *s, uint32_t pages);

/* Whether the cells of an area look the same. */
bool picture_same(const struct area *a, const struct area *b);

#endif /* TOOLS_PICTURE_H */
