/* SPDX-License-Identifier: MIT */
/*
 * picture/legend.c - what the colours mean, and how much there is of each
 */
#include "picture/legend.h"

#include <stdio.h>

/* The largest object of each line of slabs. */
static const uint32_t bands[] = { 64, 256, 1024, 4096, UINT32_MAX };
enum { NR_BANDS = sizeof(bands) / sizeof(bands[0]) };

static const char *const labels[NR_KINDS - KIND_RUN] = {
	"runs of pages", "page caches", "free, dirty",
	"free, clean",	 "in flight",	"metadata",
};

static struct legend_line *add(struct legend *l, const struct scene *s,
			       unsigned first, unsigned last)
{
	struct legend_line *line = &l->line[l->nr++];

	line->first = first;
	line->last = last;
	for (unsigned i = first; i <= last; i++) {
		line->pages += s->pages[i];
		line->resident += s->resident[i];
	}
	l->pages += line->pages;
	l->resident += line->resident;
	return line;
}

struct legend legend_make(const struct scene *s)
{
	struct legend l = { .nr = 0 };
	unsigned first = 0;

	for (unsigned b = 0; b < NR_BANDS && first < s->nr_classes; b++) {
		unsigned end = first;
		struct legend_line *line;

		while (end < s->nr_classes && s->class_size[end] <= bands[b])
			end++;
		if (end == first)
			continue;
		line = add(&l, s, first, end - 1);
		snprintf(line->label, sizeof(line->label), "slabs, %u-%u B",
			 s->class_size[first], s->class_size[end - 1]);
		first = end;
	}
	for (unsigned i = KIND_RUN; i < NR_KINDS; i++)
		snprintf(add(&l, s, i, i)->label, sizeof(l.line[0].label), "%s",
			 labels[i - KIND_RUN]);
	return l;
}
