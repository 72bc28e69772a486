/* SPDX-License-Identifier: MIT */
/*
 * read/core_notes.h - what a core file says of its process
 */
#ifndef READ_CORE_NOTES_H
#define READ_CORE_NOTES_H

#include "read/target.h"

struct core_notes {
	char name[32];		 /* of the program; "core" if it is not told */
	struct mapping *mapping; /* paths point into the notes */
	size_t nr_mappings;
};

void core_notes_init(struct core_notes *c);
void core_notes_free(struct core_notes *c);

/* Takes in a segment of notes, which outlives *c; false: out of memory. */
bool core_notes_parse(struct core_notes *c, const char *notes, size_t bytes);

#endif /* READ_CORE_NOTES_H */
