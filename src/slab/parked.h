/* SPDX-License-Identifier: MIT */
/*
 * slab/parked.h - the longer runs of a page cache, and their ghosts
 *
 * A few free runs in the order in which they were parked, and the lengths of
 * the last few that were freed and not kept.  Time is counted in operations:
 * every run that is asked for or freed is one.  No locks: all of it is the
 * page cache's that it is part of.
 */
#ifndef SLAB_PARKED_H
#define SLAB_PARKED_H

#include "buddy/page.h"

enum {
	PARKED_RUNS = 16,
	PARKED_GHOSTS = 16,
	/* Operations until a run counts as unused: sixteen lengths in random
	 * order come back within them. */
	PARKED_STALE = 128,
	/* Recalls in vain before runs of a length are kept. */
	PARKED_HABIT = 2
};

struct parked_run {
	pfn_t pfn;
	uint32_t nr_pages;
	uint32_t since; /* in operations */
};

/* The length of a run that was freed and not kept. */
struct ghost {
	uint16_t nr_pages; /* 0: none */
	uint16_t recalls;  /* how often it was asked for since */
};

struct parked {
	uint32_t now; /* operations so far; wraps */
	uint8_t nr;
	uint8_t next_ghost;
	struct parked_run run[PARKED_RUNS]; /* oldest first */
	struct ghost ghost[PARKED_GHOSTS];
};
static_assert(BLOCK_PAGES / 2 <= UINT16_MAX, "a length fits a ghost");

static inline bool parked_full(const struct parked *p)
{
	return p->nr == PARKED_RUNS;
}

/* Whether the oldest run lay unused for long. */
static inline bool parked_stale(const struct parked *p)
{
	return p->nr && p->now - p->run[0].since > PARKED_STALE;
}

/* There is room. */
static inline void parked_push(struct parked *p, pfn_t pfn, uint32_t nr_pages)
{
	p->run[p->nr++] = (struct parked_run){ pfn, nr_pages, p->now };
}

static inline struct parked_run parked_remove(struct parked *p, unsigned i)
{
	struct parked_run run = p->run[i];

	p->nr--;
	for (; i < p->nr; i++)
		p->run[i] = p->run[i + 1];
	return run;
}

/* The newest run of that length with no bit of mask in its pfn, or PFN_NONE */
static inline pfn_t parked_take(struct parked *p, uint32_t nr_pages, pfn_t mask)
{
	for (unsigned i = p->nr; i-- > 0;)
		if (p->run[i].nr_pages == nr_pages && !(p->run[i].pfn & mask))
			return parked_remove(p, i).pfn;
	return PFN_NONE;
}

/* A run of that length was freed and is not kept. */
static inline void parked_remember(struct parked *p, uint32_t nr_pages)
{
	for (unsigned i = 0; i < PARKED_GHOSTS; i++)
		if (p->ghost[i].nr_pages == nr_pages)
			return;
	p->ghost[p->next_ghost] = (struct ghost){ (uint16_t)nr_pages, 0 };
	p->next_ghost = (p->next_ghost + 1) % PARKED_GHOSTS;
}

/* Counts a recall; true once they are many. */
static inline bool parked_habit(struct ghost *ghost)
{
	if (ghost->recalls >= PARKED_HABIT)
		return true;
	ghost->recalls++;
	return false;
}

/*
 * Whether runs of that length come and go: one that was freed is asked for,
 * and not for the first time.  A buffer that is grown twice asks for each of
 * its lengths once more; only what goes on is a habit.
 */
static inline bool parked_recall(struct parked *p, uint32_t nr_pages)
{
	for (unsigned i = 0; i < PARKED_GHOSTS; i++)
		if (p->ghost[i].nr_pages == nr_pages)
			return parked_habit(&p->ghost[i]);
	return false;
}

static inline void parked_forget(struct parked *p)
{
	for (unsigned i = 0; i < PARKED_GHOSTS; i++)
		p->ghost[i] = (struct ghost){ 0 };
}

#endif /* SLAB_PARKED_H */
