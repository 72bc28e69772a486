/* SPDX-License-Identifier: MIT */
/*
 * picture/scene.h - what is drawn: a heap at one moment, as cells
 *
 * Every present page is a cell; in a scene that was reduced, as that of a huge
 * heap is, a cell stands for 2^shift pages and shows what most of them are.
 * The pages of a zone are an area, and those of the allocator itself the last.
 */
#ifndef PICTURE_SCENE_H
#define PICTURE_SCENE_H

#include "read/residency.h"

/* What a page is used for, finer than enum page_state. */
enum kind {
	KIND_SLAB, /* + index of the class */
	KIND_RUN = HEAP_CLASSES,
	KIND_PCP,
	KIND_FREE_DIRTY,
	KIND_FREE_CLEAN,
	KIND_IN_FLIGHT,
	KIND_METADATA,
	NR_KINDS
};

enum {
	CELL_RESIDENT = 1, /* set for all if it is not known */
	CELL_SWAPPED = 2,
	CELL_HEAD = 4 /* the first page of its part, slab or run */
};

struct cell {
	uint8_t kind, flags;
	uint16_t stripe; /* NO_STRIPE: none */
};

struct area {
	char name[12];
	uint32_t start; /* pfn */
	uint32_t nr_cells;
	struct cell *cell;
};

enum { NR_AREAS = BUDDY_INFO_ZONES + 1, AREA_METADATA = BUDDY_INFO_ZONES };

struct scene {
	char title[80]; /* printable ASCII */
	char when[32];	/* the time of day */
	double taken;	/* seconds, of a clock of the film's */
	uint64_t base;	/* address of pfn 0 */
	bool residency_known;
	unsigned shift;
	unsigned nr_classes;
	uint32_t class_size[HEAP_CLASSES];
	struct area area[NR_AREAS]; /* some without a cell */
	/* Of the unreduced scene. */
	uint64_t pages[NR_KINDS], resident[NR_KINDS];
};

enum { SCENE_MOST_CELLS = 2 << 20 };

/*
 * Reduced to SCENE_MOST_CELLS.  r is NULL if the pages' residency was not read.
 * False: no memory.  scene_free it, whatever the result.
 */
bool scene_build(struct scene *s, const struct heap *h, const struct pages *p,
		 const struct residency *r, struct failure *why);
void scene_free(struct scene *s);

/* Who it is a picture of; what is no printable ASCII becomes '?'. */
void scene_name(struct scene *s, const char *name, pid_t pid);

/*
 * The same with cells of 2^shift of the old ones.  scene_free it, whatever the
 * result.
 */
bool scene_reduce(struct scene *to, const struct scene *from, unsigned shift,
		  struct failure *why);

#endif /* PICTURE_SCENE_H */
