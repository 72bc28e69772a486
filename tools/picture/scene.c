/* SPDX-License-Identifier: MIT */
/*
 * picture/scene.c - what is drawn: a heap at one moment, as cells
 */
#include "picture/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool area_alloc(struct area *a, uint64_t nr, struct failure *why)
{
	if (!nr)
		return true;
	a->cell = nr <= UINT32_MAX ? calloc(nr, sizeof(*a->cell)) : NULL;
	if (!a->cell)
		return failed(why, STATUS_FAILED,
			      "no memory for a picture of %llu pages",
			      (unsigned long long)nr);
	a->nr_cells = (uint32_t)nr;
	return true;
}

static uint8_t kind_of(const struct page_view *page)
{
	switch (page->state) {
	case PAGE_SLAB:
		return page->detail < HEAP_CLASSES ? page->detail : 0;
	case PAGE_RUN:
		return KIND_RUN;
	case PAGE_PCP:
		return KIND_PCP;
	case PAGE_FREE_DIRTY:
		return KIND_FREE_DIRTY;
	case PAGE_FREE_CLEAN:
		return KIND_FREE_CLEAN;
	default:
		return KIND_IN_FLIGHT;
	}
}

static void count(struct scene *s, const struct area *a)
{
	for (uint32_t i = 0; i < a->nr_cells; i++) {
		s->pages[a->cell[i].kind]++;
		if (a->cell[i].flags & CELL_RESIDENT)
			s->resident[a->cell[i].kind]++;
	}
}

static void fill_zone(struct area *a, const struct page_range *r, bool known)
{
	for (uint32_t i = 0; i < a->nr_cells; i++) {
		const struct page_view *page = &r->page[i];
		struct cell *c = &a->cell[i];

		c->kind = kind_of(page);
		c->stripe = page->stripe;
		c->flags = (!known || page->resident ? CELL_RESIDENT : 0) |
			   (page->swapped ? CELL_SWAPPED : 0);
		/* A torn snapshot may have parts without a head. */
		if (!i || page->head == r->start + i || c[-1].kind != c->kind ||
		    c[-1].stripe != c->stripe)
			c->flags |= CELL_HEAD;
	}
}

/* How many of its pages are resident is known, but not which. */
static void fill_metadata(struct area *a, const struct residency *r)
{
	uint64_t resident = r ? r->metadata / PAGE_BYTES : a->nr_cells;

	for (uint32_t i = 0; i < a->nr_cells; i++)
		a->cell[i] = (struct cell){
			.kind = KIND_METADATA,
			.stripe = NO_STRIPE,
			.flags = (i < resident ? CELL_RESIDENT : 0) |
				 (i ? 0 : CELL_HEAD),
		};
}

static void note_heap(struct scene *s, const struct heap *h)
{
	time_t now = time(NULL);
	struct tm tm;

	s->taken = h->taken;
	s->nr_classes = h->nr_classes < HEAP_CLASSES ? h->nr_classes :
						       HEAP_CLASSES;
	for (unsigned i = 0; i < s->nr_classes; i++)
		s->class_size[i] = h->class[i].size;
	if (localtime_r(&now, &tm))
		strftime(s->when, sizeof(s->when), "%Y-%m-%d %H:%M:%S", &tm);
}

void scene_free(struct scene *s)
{
	for (unsigned i = 0; i < NR_AREAS; i++) {
		free(s->area[i].cell);
		s->area[i].cell = NULL;
	}
}

void scene_name(struct scene *s, const char *name, pid_t pid)
{
	if (pid)
		snprintf(s->title, sizeof(s->title), "%.60s (%ld)", name,
			 (long)pid);
	else
		snprintf(s->title, sizeof(s->title), "%s", name);
	for (char *c = s->title; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

/* What most of n cells are; of a draw, the one that comes first. */
static struct cell majority(const struct cell *c, uint32_t n)
{
	uint32_t votes[NR_KINDS] = { 0 }, resident = 0, swapped = 0;
	struct cell most = c[0];

	for (uint32_t i = 0; i < n; i++)
		votes[c[i].kind]++;
	for (uint32_t i = n; i--;)
		if (votes[c[i].kind] >= votes[most.kind])
			most = c[i];
	for (uint32_t i = 0; i < n; i++) {
		if (c[i].kind != most.kind)
			continue;
		resident += (c[i].flags & CELL_RESIDENT) != 0;
		swapped += (c[i].flags & CELL_SWAPPED) != 0;
	}
	most.flags = (2 * resident >= votes[most.kind] ? CELL_RESIDENT : 0) |
		     (2 * swapped > votes[most.kind] ? CELL_SWAPPED : 0);
	return most;
}

bool scene_reduce(struct scene *to, const struct scene *from, unsigned shift,
		  struct failure *why)
{
	uint32_t step = 1U << shift;

	*to = *from;
	to->shift += shift;
	for (unsigned i = 0; i < NR_AREAS; i++)
		to->area[i].cell = NULL;
	for (unsigned i = 0; i < NR_AREAS; i++) {
		const struct area *a = &from->area[i];
		struct area *b = &to->area[i];

		if (!area_alloc(b, ((uint64_t)a->nr_cells + step - 1) / step,
				why))
			return false;
		for (uint32_t j = 0; j < b->nr_cells; j++) {
			uint32_t at = j * step;
			uint32_t left = a->nr_cells - at;
			struct cell *c = &b->cell[j];

			*c = majority(&a->cell[at], left < step ? left : step);
			if (!j || c[-1].kind != c->kind ||
			    c[-1].stripe != c->stripe)
				c->flags |= CELL_HEAD;
		}
	}
	return true;
}

/* The least shift with which there are at most so many cells. */
static unsigned least_shift(const struct scene *s, uint64_t most_cells)
{
	unsigned shift = 0;
	uint64_t sum = 0;

	for (unsigned i = 0; i < NR_AREAS; i++)
		sum += s->area[i].nr_cells;
	while (sum >> shift > most_cells)
		shift++;
	return shift;
}

static bool fill(struct scene *s, const struct heap *h, const struct pages *p,
		 const struct residency *r, struct failure *why)
{
	struct area *meta = &s->area[AREA_METADATA];

	*s = (struct scene){ .base = p->base, .residency_known = r != NULL };
	note_heap(s, h);
	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++) {
		const struct page_range *zone = &p->zone[z];
		struct area *a = &s->area[z];

		snprintf(a->name, sizeof(a->name), "%s", h->info.zone[z].name);
		a->start = zone->start;
		if (!area_alloc(a, zone->end - zone->start, why))
			return false;
		fill_zone(a, zone, r != NULL);
		count(s, a);
	}
	strcpy(meta->name, "metadata");
	if (!area_alloc(meta, h->info.metadata_bytes / PAGE_BYTES, why))
		return false;
	fill_metadata(meta, r);
	count(s, meta);
	return true;
}

bool scene_build(struct scene *s, const struct heap *h, const struct pages *p,
		 const struct residency *r, struct failure *why)
{
	struct scene whole;
	unsigned shift;
	bool done;

	if (!fill(s, h, p, r, why))
		return false;
	shift = least_shift(s, SCENE_MOST_CELLS);
	if (!shift)
		return true;
	whole = *s;
	done = scene_reduce(s, &whole, shift, why);
	scene_free(&whole);
	return done;
}
