/* SPDX-License-Identifier: MIT */
/*
 * command/view.c - all that can be seen of one heap
 */
#include "command/view.h"

#include <stdio.h>

static bool read_process(struct process *process, const struct target *t,
			 struct failure *why)
{
	pid_t pid = target_pid(t);

	if (pid)
		return process_read(process, pid, why);
	snprintf(process->name, sizeof(process->name), "%s", target_name(t));
	return true;
}

/* A heap without its pagemap is worth showing. */
static void read_residency(struct view *v, struct target *t)
{
	if (!target_pid(t))
		failed(&v->no_residency, STATUS_FAILED,
		       "a core file does not tell what was resident");
	else
		v->has_residency = residency_read(&v->residency, &v->pages, t,
						  &v->layout, &v->no_residency);
}

bool view_read(struct view *v, struct target *t, bool want_pages,
	       struct failure *why)
{
	*v = (struct view){ .has_pages = false };
	if (!layout_find(&v->layout, t, why) ||
	    !read_process(&v->process, t, why) ||
	    !heap_read(&v->heap, t, &v->layout, why))
		return false;
	if (!want_pages)
		return true;
	if (!pages_read(&v->pages, t, &v->layout, why))
		return false;
	v->has_pages = true;
	read_residency(v, t);
	return true;
}

void view_free(struct view *v)
{
	heap_free(&v->heap);
	pages_free(&v->pages);
	*v = (struct view){ .has_pages = false };
}
