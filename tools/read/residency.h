/* SPDX-License-Identifier: MIT */
/*
 * read/residency.h - how much of each state of page is in memory
 *
 * From the target's pagemap, which tells for each page whether it is resident
 * or swapped out.  A page that was read but never written is the system's zero
 * page and counts, as it does for the process's Rss, as not resident.
 */
#ifndef READ_RESIDENCY_H
#define READ_RESIDENCY_H

#include "read/pages.h"

struct residency {
	/* bytes */
	uint64_t state[NR_PAGE_STATES];
	uint64_t metadata; /* the allocator's own area and all records */
	uint64_t total;	   /* of all these: the arena's Rss */
	uint64_t swapped;
};

/* Sets the pages' resident and swapped as well.  Live processes only. */
bool residency_read(struct residency *r, struct pages *p, struct target *t,
		    const struct layout *l, struct failure *why);

#endif /* READ_RESIDENCY_H */
