/* SPDX-License-Identifier: MIT */
/*
 * slab/pcp.c - a thread's own few pages
 *
 * Locking: the owner tries the lock, and goes to the stripe when a drainer
 * holds it; drainers wait.  Pages are given back without the lock.
 */
#include "slab/pcp.h"

#include "base/panic.h"

/* Runs taken out under the lock, to be freed after it. */
struct surplus {
	struct pcp_run run[PCP_RUNS + PCP_ORDERS * PCP_DEPTH];
	unsigned n;
};

void pcp_init(struct pcp *pcp)
{
	*pcp = (struct pcp){ .high = PCP_HIGH_MIN, .batch = 1 };
	lock_init(&pcp->lock, RANK_PCP);
}

static void park(pfn_t pfn, bool parked)
{
	struct page *page = pfn_to_page(pfn);
	unsigned flags = PG_HEAD | PG_RUN | (parked ? PG_PCP : 0);

	store_relaxed(&page->flags, (uint8_t)flags);
}

/* The order of a run that is stacked, or PCP_ORDERS. */
static inline unsigned stack_order(uint32_t nr_pages)
{
	return nr_pages < 1 << PCP_ORDERS && is_pow2(nr_pages) ?
		       log2_floor(nr_pages) :
		       PCP_ORDERS;
}

static void count_add(struct pcp *pcp, uint32_t nr_pages)
{
	store_relaxed(&pcp->count, load_relaxed(&pcp->count) + nr_pages);
}

static void count_sub(struct pcp *pcp, uint32_t nr_pages)
{
	store_relaxed(&pcp->count, load_relaxed(&pcp->count) - nr_pages);
}

/* The newest run of that length. */
static pfn_t take_run(struct pcp *pcp, uint32_t nr_pages)
{
	unsigned i = pcp->nr_runs;
	pfn_t pfn;

	do {
		if (!i)
			return PFN_NONE;
		i--;
	} while (pcp->run[i].nr_pages != nr_pages);
	pfn = pcp->run[i].pfn;
	pcp->nr_runs--;
	for (; i < pcp->nr_runs; i++)
		pcp->run[i] = pcp->run[i + 1];
	return pfn;
}

/* Fetches blocks of a small order; more each time, up to PCP_BATCH. */
static void refill(struct pcp *pcp, unsigned order, struct stripe *home)
{
	pfn_t block[PCP_BATCH];
	unsigned n = pcp->batch;

	while (n > 1 && load_relaxed(&pcp->count) + (n << order) >
				load_relaxed(&pcp->high))
		n /= 2;
	n = stripe_take_bulk(home, zone_highest, order, PG_RUN, block, n);
	/* The lowest address on top of the stack. */
	for (unsigned i = n; i-- > 0;) {
		park(block[i], true);
		pcp->block[order][pcp->depth[order]++] = block[i];
		count_add(pcp, 1u << order);
	}
	if (pcp->batch < PCP_BATCH)
		pcp->batch *= 2;
}

static pfn_t take_block(struct pcp *pcp, unsigned order, struct stripe *home)
{
	if (!pcp->depth[order] && load_relaxed(&pcp->count) + (1u << order) <=
					  load_relaxed(&pcp->high))
		refill(pcp, order, home);
	if (!pcp->depth[order])
		return PFN_NONE;
	return pcp->block[order][--pcp->depth[order]];
}

static void raise_high(struct pcp *pcp, uint32_t nr_pages)
{
	uint32_t high = load_relaxed(&pcp->high) + nr_pages;

	store_relaxed(&pcp->high, high < PCP_HIGH_MAX ? high : PCP_HIGH_MAX);
}

pfn_t pcp_alloc(struct pcp *pcp, uint32_t nr_pages, struct stripe *home)
{
	unsigned order = stack_order(nr_pages);
	pfn_t pfn;

	if (!lock_try(&pcp->lock))
		return PFN_NONE;
	pfn = order < PCP_ORDERS ? take_block(pcp, order, home) :
				   take_run(pcp, nr_pages);
	if (pfn != PFN_NONE) {
		count_sub(pcp, nr_pages);
		park(pfn, false);
	} else {
		raise_high(pcp, nr_pages);
	}
	lock_release(&pcp->lock);
	return pfn;
}

static void give_up(struct pcp *pcp, struct surplus *s, pfn_t pfn,
		    uint32_t nr_pages)
{
	park(pfn, false);
	count_sub(pcp, nr_pages);
	s->run[s->n++] = (struct pcp_run){ pfn, nr_pages };
}

/* Takes out the older half of a stack, at least one block. */
static void trim_stack(struct pcp *pcp, unsigned order, struct surplus *s)
{
	unsigned n = (pcp->depth[order] + 1u) / 2;

	for (unsigned i = 0; i < n; i++)
		give_up(pcp, s, pcp->block[order][i], 1u << order);
	pcp->depth[order] -= (uint8_t)n;
	for (unsigned i = 0; i < pcp->depth[order]; i++)
		pcp->block[order][i] = pcp->block[order][i + n];
}

static void trim_runs(struct pcp *pcp, struct surplus *s)
{
	give_up(pcp, s, pcp->run[0].pfn, pcp->run[0].nr_pages);
	pcp->nr_runs--;
	for (unsigned i = 0; i < pcp->nr_runs; i++)
		pcp->run[i] = pcp->run[i + 1];
}

/* Makes room for a run: P1 holds when it is added. */
static void make_room(struct pcp *pcp, unsigned order, uint32_t nr_pages,
		      struct surplus *s)
{
	if (order < PCP_ORDERS && pcp->depth[order] == PCP_DEPTH)
		trim_stack(pcp, order, s);
	if (order == PCP_ORDERS && pcp->nr_runs == PCP_RUNS)
		trim_runs(pcp, s);
	while (load_relaxed(&pcp->count) + nr_pages >
	       load_relaxed(&pcp->high)) {
		if (pcp->nr_runs) {
			trim_runs(pcp, s);
			continue;
		}
		for (unsigned o = PCP_ORDERS; o-- > 0;)
			if (pcp->depth[o])
				trim_stack(pcp, o, s);
	}
}

static void free_surplus(const struct surplus *s)
{
	for (unsigned i = 0; i < s->n; i++)
		page_free(s->run[i].pfn, s->run[i].nr_pages,
			  s->run[i].nr_pages);
}

static void push(struct pcp *pcp, unsigned order, pfn_t pfn, uint32_t nr_pages)
{
	park(pfn, true);
	count_add(pcp, nr_pages);
	if (order < PCP_ORDERS)
		pcp->block[order][pcp->depth[order]++] = pfn;
	else
		pcp->run[pcp->nr_runs++] = (struct pcp_run){ pfn, nr_pages };
	DEBUG_ASSERT(load_relaxed(&pcp->count) <=
		     load_relaxed(&pcp->high)); /* P1 */
}

static bool has_room(const struct pcp *pcp, unsigned order, uint32_t nr_pages)
{
	if (load_relaxed(&pcp->count) + nr_pages > load_relaxed(&pcp->high))
		return false;
	return order < PCP_ORDERS ? pcp->depth[order] < PCP_DEPTH :
				    pcp->nr_runs < PCP_RUNS;
}

/* Parks a run in place of older ones; the lock is held, and released. */
static noinline void replace(struct pcp *pcp, unsigned order, pfn_t pfn,
			     uint32_t nr_pages)
{
	struct surplus s;

	s.n = 0;
	make_room(pcp, order, nr_pages, &s);
	push(pcp, order, pfn, nr_pages);
	lock_release(&pcp->lock);
	free_surplus(&s);
}

bool pcp_free(struct pcp *pcp, pfn_t pfn, uint32_t nr_pages)
{
	unsigned order = stack_order(nr_pages);

	if (!lock_try(&pcp->lock))
		return false;
	if (likely(has_room(pcp, order, nr_pages))) {
		push(pcp, order, pfn, nr_pages);
		lock_release(&pcp->lock);
		return true;
	}
	if (nr_pages <= load_relaxed(&pcp->high)) {
		replace(pcp, order, pfn, nr_pages);
		return true;
	}
	lock_release(&pcp->lock);
	return false;
}

void pcp_drain(struct pcp *pcp)
{
	struct surplus s;

	s.n = 0;
	lock_acquire(&pcp->lock);
	for (unsigned o = 0; o < PCP_ORDERS; o++)
		while (pcp->depth[o])
			trim_stack(pcp, o, &s);
	while (pcp->nr_runs)
		trim_runs(pcp, &s);
	store_relaxed(&pcp->high, PCP_HIGH_MIN);
	pcp->batch = 1;
	lock_release(&pcp->lock);
	free_surplus(&s);
}
