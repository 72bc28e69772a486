/* SPDX-License-Identifier: MIT */
/*
 * show/resident.h - the memory a heap occupies against the bytes in use
 */
#ifndef SHOW_RESIDENT_H
#define SHOW_RESIDENT_H

#include "read/residency.h"
#include "show/accounts.h"

#include <stdio.h>

/*
 * resident = in use + all that follows, exactly, in bytes; each is the
 * difference that its kind of memory makes.
 */
struct excess {
	int64_t in_use;
	int64_t free_dirty, free_clean;
	int64_t page_caches; /* lost ones included */
	int64_t object_caches;
	int64_t lost_objects;
	int64_t slab_slack;
	/* Pages of slabs and of runs that are not resident: below 0. */
	int64_t slabs_absent, runs_absent;
	int64_t in_flight;
	int64_t metadata;
	int64_t resident;
};

struct excess excess_of(const struct heap *h, const struct residency *r);

/* Two tables: memory by state, and the way from in use to resident. */
void show_resident(FILE *out, const struct heap *h, const struct pages *p,
		   const struct residency *r);

#endif /* SHOW_RESIDENT_H */
