/* SPDX-License-Identifier: MIT */
/*
 * picture/sheet.h - the picture: title, zones, cells and legend
 */
#ifndef PICTURE_SHEET_H
#define PICTURE_SHEET_H

#include "picture/pen.h"
#include "picture/plan.h"

void sheet_draw(struct pen *pen, const struct plan *p, const struct scene *s);

/* How many boxes the cells are: equal neighbours are drawn as one. */
uint64_t sheet_boxes(const struct plan *p, const struct scene *s);

#endif /* PICTURE_SHEET_H */
