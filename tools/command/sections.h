/* SPDX-License-Identifier: MIT */
/*
 * command/sections.h - what buddyctl info shows, in its order
 */
#ifndef COMMAND_SECTIONS_H
#define COMMAND_SECTIONS_H

#include "command/view.h"

#include <stdio.h>

enum section {
	SECTION_PROCESS = 1 << 0,
	SECTION_BUDDYINFO = 1 << 1,
	SECTION_PAGETYPE = 1 << 2,
	SECTION_ZONES = 1 << 3,
	SECTION_SLABS = 1 << 4,
	SECTION_FRAG = 1 << 5,
	SECTION_ACCOUNTS = 1 << 6,
	SECTION_JSON = 1 << 7,
	SECTION_PROMETHEUS = 1 << 8,
	/* How to show them. */
	SECTION_VIRGIN = 1 << 9,   /* in buddyinfo */
	SECTION_HEADINGS = 1 << 10 /* over each */
};
enum {
	SECTION_ALL = SECTION_PROCESS | SECTION_BUDDYINFO | SECTION_PAGETYPE |
		      SECTION_ZONES | SECTION_SLABS | SECTION_FRAG |
		      SECTION_ACCOUNTS | SECTION_HEADINGS
};

/* A format for programs must not be mixed with anything. */
bool sections_agree(unsigned sections);

/* Whether they need the records of pages. */
bool sections_want_pages(unsigned sections);

/* With an empty line between two. */
void sections_show(FILE *out, unsigned sections, const struct view *v);

#endif /* COMMAND_SECTIONS_H */
