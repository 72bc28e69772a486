/* SPDX-License-Identifier: MIT */
/*
 * slab/pcp_high.h - how many pages a page cache holds, and may hold
 *
 * pcp.h says what moves `high` up and down.  All here needs the page cache's
 * lock.
 */
#ifndef SLAB_PCP_HIGH_H
#define SLAB_PCP_HIGH_H

#include "slab/budget.h"
#include "slab/pcp.h"

/* A vain request costs this share of what high exceeds the need. */
enum { HIGH_DECAY_SHARE = 8 };

/* What is parked is resident for nothing: a 32nd of what is in use. */
enum { HIGH_BUDGET_SHARE = 32 };

static inline void count_add(struct pcp *pcp, uint32_t nr_pages)
{
	store_relaxed(&pcp->count, load_relaxed(&pcp->count) + nr_pages);
}

static inline void count_sub(struct pcp *pcp, uint32_t nr_pages)
{
	store_relaxed(&pcp->count, load_relaxed(&pcp->count) - nr_pages);
}

static inline bool below_high(const struct pcp *pcp, uint32_t nr_pages)
{
	return load_relaxed(&pcp->count) + nr_pages <= load_relaxed(&pcp->high);
}

/* As far as the heap's size permits, but always enough for that one. */
static inline void high_raise(struct pcp *pcp, uint32_t nr_pages)
{
	uint64_t most = budget_pages(HIGH_BUDGET_SHARE) + nr_pages;
	uint32_t have = load_relaxed(&pcp->high);
	uint32_t want = have + nr_pages;

	if (most < PCP_HIGH_MIN)
		most = PCP_HIGH_MIN;
	if (most > PCP_HIGH_MAX)
		most = PCP_HIGH_MAX;
	if (want > most)
		want = (uint32_t)most;
	if (want > have)
		store_relaxed(&pcp->high, want);
}

/* What high exceeds the least that it can be by. */
static inline uint32_t high_spare(const struct pcp *pcp)
{
	uint32_t count = load_relaxed(&pcp->count);
	uint32_t least = count > PCP_HIGH_MIN ? count : PCP_HIGH_MIN;
	uint32_t high = load_relaxed(&pcp->high);

	return high > least ? high - least : 0;
}

static inline void high_lower(struct pcp *pcp, uint32_t nr_pages)
{
	uint32_t most = high_spare(pcp);

	store_relaxed(&pcp->high, load_relaxed(&pcp->high) -
					  (nr_pages < most ? nr_pages : most));
}

/*
 * Learns from a request that could not be served.  Small blocks need room only
 * while there is none; a long run must have been here before.
 */
static inline void high_learn(struct pcp *pcp, bool stacked, uint32_t nr_pages)
{
	bool wanted = stacked ? !below_high(pcp, nr_pages) :
				parked_recall(&pcp->parked, nr_pages);

	if (wanted)
		high_raise(pcp, nr_pages);
	else if (!stacked)
		high_lower(pcp, high_spare(pcp) / HIGH_DECAY_SHARE);
}

#endif /* SLAB_PCP_HIGH_H */
