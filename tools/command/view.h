/* SPDX-License-Identifier: MIT */
/*
 * command/view.h - all that can be seen of one heap
 */
#ifndef COMMAND_VIEW_H
#define COMMAND_VIEW_H

#include "read/process.h"
#include "read/residency.h"

struct view {
	struct layout layout;
	struct process process; /* of a core file: pid 0, and its name */
	struct heap heap;
	bool has_pages, has_residency;
	struct pages pages;
	struct residency residency;
	struct failure no_residency; /* why, if it was wanted */
};

/* want_pages: the records of pages as well, and what of them is resident. */
bool view_read(struct view *v, struct target *t, bool want_pages,
	       struct failure *why);

/* Of what view_read filled in, whatever its result, or of zeros; leaves zeros.
 */
void view_free(struct view *v);

#endif /* COMMAND_VIEW_H */
