/* SPDX-License-Identifier: MIT */
/*
 * screen/line.h - the figures of a process in one line, as vmstat has them
 */
#ifndef SCREEN_LINE_H
#define SCREEN_LINE_H

#include "screen/watch.h"

#include <stdio.h>

enum { LINE_HEADER_EVERY = 20 }; /* lines */

void line_write_header(FILE *out);

/* Whole numbers, as exact as they are: pages, KiB, and rates. */
void line_write(FILE *out, const struct watched *p);

#endif /* SCREEN_LINE_H */
