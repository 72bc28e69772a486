/* SPDX-License-Identifier: MIT */
/*
 * picture/pack.h - a scene in few bytes, as a difference to the one before
 *
 * All numbers are base-128 varints, low bits first; the top bit of a byte says
 * that more follow.  For each area, in their order:
 *
 *     until all cells are covered:
 *         skip    cells that are as they were: kind, stripe and head
 *         n       parts that follow; then for each of them
 *             kind, stripe + 1 (0: none), length
 *     which cells are resident: lengths of runs of cells, by turns such as
 *         did not change and such as did, until all are covered
 *     which are swapped: the same
 *
 * A part's first cell is a head, the others are none.  Cells that the scene
 * before did not have were of no kind, neither resident nor swapped.
 */
#ifndef PICTURE_PACK_H
#define PICTURE_PACK_H

#include "picture/scene.h"

#include <stdio.h>

/* before is NULL for a scene that stands for itself. */
void pack_scene(FILE *out, const struct scene *s, const struct scene *before);

/* Bytes as text. */
void pack_base64(FILE *out, const unsigned char *bytes, size_t n);

#endif /* PICTURE_PACK_H */
