/* SPDX-License-Identifier: MIT */
/*
 * slab/pcp.c - a thread's own few pages
 *
 * Locking: the owner tries the lock, and goes to the stripe when a drainer
 * holds it; drainers poll for it.  Pages are given back without the lock.
 */
#include "slab/pcp.h"

#include "base/panic.h"
#include "buddy/charge.h"
#include "buddy/reclaim.h"
#include "slab/pcp_high.h"

/* Runs taken out under the lock, to be freed after it. */
struct surplus {
	struct parked_run run[PARKED_RUNS + PCP_ORDERS * PCP_DEPTH];
	unsigned n;
};

void pcp_init(struct pcp *pcp)
{
	*pcp = (struct pcp){ .high = PCP_HIGH_MIN, .batch = 1 };
	lock_init(&pcp->lock, RANK_PCP);
}

static inline void park(pfn_t pfn, bool parked)
{
	struct page *page = pfn_to_page(pfn);
	unsigned flags = PG_HEAD | PG_RUN | (parked ? PG_PCP : 0);

	count_line(page);
	store_relaxed(&page->flags, (uint8_t)flags);
}

/* The order of a run that is stacked, or PCP_ORDERS. */
static inline unsigned stack_order(uint32_t nr_pages)
{
	static const uint8_t order_of[] = { PCP_ORDERS, 0,	    1,
					    PCP_ORDERS, 2,	    PCP_ORDERS,
					    PCP_ORDERS, PCP_ORDERS, 3 };
	static_assert(ARRAY_SIZE(order_of) == (1 << (PCP_ORDERS - 1)) + 1,
		      "up to the largest that is stacked");

	return nr_pages < ARRAY_SIZE(order_of) ? order_of[nr_pages] :
						 PCP_ORDERS;
}

/* The newest block; none if it has a bit of mask in its pfn. */
static inline pfn_t take_block(struct pcp *pcp, unsigned order, pfn_t mask)
{
	unsigned depth = pcp->depth[order];
	pfn_t pfn;

	if (unlikely(!depth))
		return PFN_NONE;
	/* A run that grew in place may start anywhere. */
	pfn = pcp->block[order][depth - 1];
	if (unlikely(pfn & mask))
		return PFN_NONE;
	pcp->depth[order] = (uint8_t)(depth - 1);
	return pfn;
}

static inline pfn_t take_run(struct pcp *pcp, uint32_t nr_pages, pfn_t mask)
{
	pcp->parked.now++;
	return parked_take(&pcp->parked, nr_pages, mask);
}

/* Fetches blocks of a small order; more each time, up to PCP_BATCH. */
static void refill(struct pcp *pcp, unsigned order, struct stripe *home)
{
	pfn_t block[PCP_BATCH];
	unsigned n = pcp->batch;

	while (n > 1 && !below_high(pcp, n << order))
		n /= 2;
	n = stripe_take_bulk(home, zone_highest, order, PG_RUN, block, n);
	/* Beyond the limit there is the slow way, which makes room. */
	for (; n && !charge_fits(1u << order); n--)
		stripe_put(block[n - 1], 1u << order, 0);
	/* The lowest address on top of the stack. */
	for (unsigned i = n; i-- > 0;) {
		park(block[i], true);
		pcp->block[order][pcp->depth[order]++] = block[i];
		count_add(pcp, 1u << order);
	}
	if (pcp->batch < PCP_BATCH)
		pcp->batch *= 2;
}

static inline pfn_t hand_out(struct pcp *pcp, pfn_t pfn, uint32_t nr_pages)
{
	count_sub(pcp, nr_pages);
	park(pfn, false);
	lock_release_owner(&pcp->lock);
	return pfn;
}

/* Nothing parked serves the request; the lock is held, and released. */
static noinline pfn_t alloc_slow(struct pcp *pcp, uint32_t nr_pages, pfn_t mask,
				 struct stripe *home)
{
	unsigned order = stack_order(nr_pages);

	/* What is fetched is aligned to its order and no better. */
	if (order < PCP_ORDERS && !pcp->depth[order] && !(mask >> order) &&
	    below_high(pcp, nr_pages)) {
		refill(pcp, order, home);
		if (pcp->depth[order])
			return hand_out(pcp, take_block(pcp, order, mask),
					nr_pages);
	}
	high_learn(pcp, order < PCP_ORDERS, nr_pages);
	lock_release_owner(&pcp->lock);
	return PFN_NONE;
}

pfn_t pcp_alloc(struct pcp *pcp, uint32_t nr_pages, unsigned align_order,
		struct stripe *home)
{
	unsigned order = stack_order(nr_pages);
	pfn_t mask = (1u << align_order) - 1, pfn;

	if (unlikely(!lock_try(&pcp->lock)))
		return PFN_NONE;
	if (order < PCP_ORDERS)
		pfn = take_block(pcp, order, mask);
	else
		pfn = take_run(pcp, nr_pages, mask);
	if (unlikely(pfn == PFN_NONE))
		return alloc_slow(pcp, nr_pages, mask, home);
	return hand_out(pcp, pfn, nr_pages);
}

static void give_up(struct pcp *pcp, struct surplus *s, pfn_t pfn,
		    uint32_t nr_pages)
{
	park(pfn, false);
	count_sub(pcp, nr_pages);
	s->run[s->n++] =
		(struct parked_run){ .pfn = pfn, .nr_pages = nr_pages };
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

/* Takes out the oldest run; returns its length. */
static uint32_t trim_runs(struct pcp *pcp, struct surplus *s)
{
	struct parked_run run = parked_remove(&pcp->parked, 0);

	give_up(pcp, s, run.pfn, run.nr_pages);
	return run.nr_pages;
}

/* Makes room for nr_pages <= high: P1 holds when they are added. */
static void make_room(struct pcp *pcp, unsigned order, uint32_t nr_pages,
		      struct surplus *s)
{
	if (order < PCP_ORDERS && pcp->depth[order] == PCP_DEPTH)
		trim_stack(pcp, order, s);
	if (order == PCP_ORDERS && parked_full(&pcp->parked))
		trim_runs(pcp, s);
	while (!below_high(pcp, nr_pages)) {
		if (pcp->parked.nr) {
			parked_remember(&pcp->parked, trim_runs(pcp, s));
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

static inline void push(struct pcp *pcp, unsigned order, pfn_t pfn,
			uint32_t nr_pages)
{
	park(pfn, true);
	count_add(pcp, nr_pages);
	if (order < PCP_ORDERS)
		pcp->block[order][pcp->depth[order]++] = pfn;
	else
		parked_push(&pcp->parked, pfn, nr_pages);
	DEBUG_ASSERT(load_relaxed(&pcp->count) <=
		     load_relaxed(&pcp->high)); /* P1 */
}

static inline bool has_room(const struct pcp *pcp, unsigned order,
			    uint32_t nr_pages)
{
	if (!below_high(pcp, nr_pages))
		return false;
	if (order < PCP_ORDERS)
		return pcp->depth[order] < PCP_DEPTH;
	return !parked_full(&pcp->parked) && !parked_stale(&pcp->parked);
}

/*
 * Parks a run in place of older ones, or refuses it and leaves a ghost; the
 * lock is held, and released.
 */
static noinline bool free_slow(struct pcp *pcp, unsigned order, pfn_t pfn,
			       uint32_t nr_pages)
{
	struct surplus s;
	bool parked;

	s.n = 0;
	while (parked_stale(&pcp->parked))
		high_lower(pcp, trim_runs(pcp, &s));
	/* So many came after it, and it was not asked for. */
	if (order == PCP_ORDERS && parked_full(&pcp->parked))
		high_lower(pcp, pcp->parked.run[0].nr_pages);
	parked = nr_pages <= load_relaxed(&pcp->high);
	if (parked) {
		make_room(pcp, order, nr_pages, &s);
		push(pcp, order, pfn, nr_pages);
	} else {
		parked_remember(&pcp->parked, nr_pages);
	}
	lock_release_owner(&pcp->lock);
	free_surplus(&s);
	return parked;
}

bool pcp_free(struct pcp *pcp, pfn_t pfn, uint32_t nr_pages)
{
	unsigned order = stack_order(nr_pages);

	if (unlikely(!lock_try(&pcp->lock)))
		return false;
	pcp->parked.now += order == PCP_ORDERS;
	if (unlikely(!has_room(pcp, order, nr_pages)))
		return free_slow(pcp, order, pfn, nr_pages);
	push(pcp, order, pfn, nr_pages);
	lock_release_owner(&pcp->lock);
	return true;
}

void pcp_drain(struct pcp *pcp)
{
	struct surplus s;

	s.n = 0;
	reclaim_begin();
	lock_acquire_polling(&pcp->lock);
	for (unsigned o = 0; o < PCP_ORDERS; o++)
		while (pcp->depth[o])
			trim_stack(pcp, o, &s);
	while (pcp->parked.nr)
		trim_runs(pcp, &s);
	parked_forget(&pcp->parked);
	store_relaxed(&pcp->high, PCP_HIGH_MIN);
	pcp->batch = 1;
	lock_release(&pcp->lock);
	free_surplus(&s);
	reclaim_end();
}
