/* SPDX-License-Identifier: MIT */
/*
 * read/pages.h - what each page of a heap is used for, as seen from outside
 */
#ifndef READ_PAGES_H
#define READ_PAGES_H

#include "read/heap.h"

enum page_state {
	PAGE_FREE_CLEAN, /* reads as zero: never touched, or purged */
	PAGE_FREE_DIRTY,
	PAGE_PCP,	/* parked in a thread's page cache */
	PAGE_SLAB,	/* holds small objects */
	PAGE_RUN,	/* allocated as whole pages */
	PAGE_IN_FLIGHT, /* in the hands of a thread */
	NR_PAGE_STATES
};
extern const char *const page_state_names[NR_PAGE_STATES];

struct page_view {
	uint32_t head;	 /* pfn of the first page of its block, slab or run */
	uint16_t stripe; /* that owns it; NO_STRIPE: none does */
	uint8_t state;	 /* enum page_state */
	/* slab: index into heap.class; free: order of the part. */
	uint8_t detail;
	/* From the pagemap; all false until residency_read, or for a core. */
	bool resident, swapped;
};
enum { NO_STRIPE = UINT16_MAX };

/* The present pages [start, end) of a zone. */
struct page_range {
	uint32_t start, end;
	struct page_view *page; /* of pfn start, and on */
};

struct pages {
	uint64_t base; /* address of pfn 0 */
	struct page_range zone[BUDDY_INFO_ZONES];
};

/* Walks the records of all present pages.  pages_free, whatever the result. */
bool pages_read(struct pages *p, struct target *t, const struct layout *l,
		struct failure *why);
void pages_free(struct pages *p);

/* NULL if the page is not present. */
const struct page_view *pages_at(const struct pages *p, uint32_t pfn);

static inline bool page_is_free(const struct page_view *page)
{
	return page->state == PAGE_FREE_CLEAN || page->state == PAGE_FREE_DIRTY;
}

/* Adds the pages of each state in a zone. */
void pages_count_range(const struct page_range *range,
		       uint64_t count[NR_PAGE_STATES]);

/* Pages in all of each state. */
void pages_count(const struct pages *p, uint64_t count[NR_PAGE_STATES]);

#endif /* READ_PAGES_H */
