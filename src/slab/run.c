/* SPDX-License-Identifier: MIT */
/*
 * slab/run.c - runs of whole pages
 */
#include "slab/run.h"

#include "os/mem.h"
#include "slab/boot.h"
#include "slab/moved.h"
#include "slab/registry.h"

/*
 * Up to here calloc takes dirty memory and clears it: that costs less than
 * the page faults of clean memory that was purged.  Of more than 32 MiB much
 * may never be touched.
 */
enum { CLEARED_PAGES = (32 << 20) / PAGE_BYTES };

static size_t pages_bytes(uint32_t nr)
{
	return (size_t)nr << PAGE_SHIFT;
}

/* Clears the pages of a run that may hold data. */
static void clear_dirty(pfn_t pfn, uint32_t nr)
{
	pfn_t end = pfn + nr;
	unsigned len;

	for (pfn = block_next_dirty(pfn, end, &len); len;
	     pfn = block_next_dirty(pfn + len, end, &len))
		__builtin_memset(pfn_to_addr(pfn), 0, pages_bytes(len));
}

/*
 * Whether a parked run may serve the request.  calloc clears it: that costs
 * less than page faults.  Small blocks may have been fetched ahead, untouched.
 */
static inline bool may_be_parked(const struct run_request *rq)
{
	if (rq->nr_pages > PCP_RUN_PAGES || rq->zone < zone_highest ||
	    rq->align_order > MAX_ORDER)
		return false;
	return !rq->zero || rq->nr_pages >= 1 << PCP_ORDERS;
}

static noinline void *alloc_pages(const struct run_request *rq,
				  struct stripe *home)
{
	struct page_request pages = {
		.nr_pages = (uint32_t)rq->nr_pages,
		.align_order = rq->align_order,
		.zone = rq->zone < zone_highest ? rq->zone : zone_highest,
		.nofallback = rq->nofallback,
		.clean = rq->zero && rq->nr_pages > CLEARED_PAGES,
		.kind = PG_RUN,
		.home = home,
	};
	pfn_t pfn;

	if (rq->nr_pages > arena.nr_pages)
		return NULL;
	pfn = page_alloc(&pages);
	if (pfn == PFN_NONE)
		return NULL;
	if (rq->zero)
		clear_dirty(pfn, pages.nr_pages);
	return pfn_to_addr(pfn);
}

/* Parked pages hold what was left in them, whatever their dirty bits say. */
static inline void *parked_contents(pfn_t pfn, const struct run_request *rq)
{
	void *p = pfn_to_addr(pfn);

	if (rq->zero)
		__builtin_memset(p, 0, rq->nr_pages << PAGE_SHIFT);
	return p;
}

/* A run for a thread, or NULL for none: from its page cache or elsewhere. */
static inline void *take_run(const struct run_request *rq, struct thread *t)
{
	if (unlikely(!t))
		return heap_boot() ? alloc_pages(rq, &stripes[0]) : NULL;
	if (may_be_parked(rq)) {
		pfn_t pfn = pcp_alloc(&t->pcp, (uint32_t)rq->nr_pages,
				      rq->align_order, t->stripe);

		if (likely(pfn != PFN_NONE))
			return parked_contents(pfn, rq);
	}
	return alloc_pages(rq, t->stripe);
}

void *run_alloc(const struct run_request *rq)
{
	struct thread *t = thread_get();
	void *p = take_run(rq, t);

	if (likely(p != NULL))
		registry_count(t, &(struct tally){ .runs = 1,
						   .run_pages = rq->nr_pages });
	return p;
}

uint32_t run_pages(const void *p)
{
	pfn_t pfn = addr_to_pfn(p);
	const struct page *page = pfn_to_page(pfn);

	if (!is_aligned((uintptr_t)p, PAGE_BYTES) || !zone_present(pfn) ||
	    load_relaxed(&page->flags) != (PG_HEAD | PG_RUN))
		return 0;
	return page->nr_pages;
}

/*
 * Maps pages afresh.  When the kernel refuses, advice tells whether they are
 * mapped all the same.
 */
static bool map_afresh(pfn_t pfn, uint32_t nr)
{
	void *addr = pfn_to_addr(pfn);

	return !os_remap(addr, pages_bytes(nr)) ||
	       !os_purge(addr, pages_bytes(nr));
}

/*
 * Maps moved ranges afresh, so that they join their neighbours again.  False
 * if the kernel unmapped one and will not map it again.
 */
static bool heal(pfn_t from, pfn_t end)
{
	pfn_t start;
	uint32_t nr;

	/* What cannot be mended stays in the table, for the next try. */
	while ((nr = moved_find(from, end, &start))) {
		if (!map_afresh(start, nr))
			return false;
		moved_cut(start, start + nr, &start);
	}
	return true;
}

void run_free(void *p, uint32_t nr)
{
	pfn_t pfn = addr_to_pfn(p);
	struct thread *t = thread_get();

	/* Pages without memory behind them must never be used again. */
	if (unlikely(moved_any()) && !heal(pfn, pfn + nr))
		return;
	registry_count(t, &(struct tally){ .runs_freed = 1,
					   .run_pages = -(uint64_t)nr });
	if (likely(t != NULL) && nr <= PCP_RUN_PAGES &&
	    pfn >= zones[zone_highest].start && pcp_free(&t->pcp, pfn, nr))
		return;
	page_free(pfn, nr, nr);
}

/*
 * How long a run stays that is to shrink to nr pages: a system page that was
 * moved in is mapped afresh as a whole, and so has one owner.
 */
static uint32_t undivided(pfn_t pfn, uint32_t nr)
{
	pfn_t end = pfn + nr, start;

	return moved_find(end, end + 1, &start) ? pfn_system_up(end) - pfn : nr;
}

/* After pages were taken and before they go, so that none counts twice. */
static void count_pages(struct thread *t, uint64_t nr)
{
	registry_count(t, &(struct tally){ .run_pages = nr });
}

bool run_resize(void *p, uint32_t new_nr)
{
	uint32_t old_nr = run_pages(p);
	struct thread *t = thread_get();
	struct stripe *home = t ? t->stripe : &stripes[0];
	pfn_t pfn = addr_to_pfn(p);
	uint64_t more;

	if (new_nr <= old_nr)
		new_nr = undivided(pfn, new_nr);
	more = (uint64_t)new_nr - old_nr;
	if (new_nr <= old_nr) {
		if (!heal(pfn + new_nr, pfn + old_nr))
			return false;
		count_pages(t, more);
		return page_resize(pfn, old_nr, new_nr, home);
	}
	if (!page_resize(pfn, old_nr, new_nr, home))
		return false;
	count_pages(t, more);
	return true;
}

/* LAST: moved, and nothing more must be, since there is no way back. */
enum move { MOVED, LAST, KEPT, LOST };

static void forget(pfn_t pfn, uint32_t nr)
{
	pfn_t start;

	moved_cut(pfn, pfn + nr, &start);
}

/*
 * The kernel left zero pages behind; an emulator of it may have left nothing.
 * A source that is not mapped afresh stays in the table: run_free mends it.
 */
static enum move mend_source(pfn_t from, uint32_t nr)
{
	void *addr = pfn_to_addr(from);

	if (!os_remap(addr, pages_bytes(nr))) {
		forget(from, nr);
		return MOVED;
	}
	return os_purge(addr, pages_bytes(nr)) ? LAST : MOVED;
}

/* Moves pages that lie in one mapping; both its ends are in the table then. */
static enum move move_stretch(pfn_t from, pfn_t to, uint32_t nr)
{
	pfn_t start;
	bool moved_before = moved_find(from, from + nr, &start) != 0;

	if (!moved_add(to, nr))
		return KEPT;
	if (!moved_before && !moved_add(from, nr)) {
		forget(to, nr);
		return KEPT;
	}
	if (!os_move(pfn_to_addr(from), pfn_to_addr(to), pages_bytes(nr)))
		return mend_source(from, nr);
	if (!moved_before)
		forget(from, nr);
	/* The failed call may have unmapped the destination. */
	forget(to, nr);
	return map_afresh(to, nr) ? KEPT : LOST;
}

static void copy_pages(pfn_t to, pfn_t from, uint32_t nr)
{
	__builtin_memcpy(pfn_to_addr(to), pfn_to_addr(from), pages_bytes(nr));
}

/* How many pages of two runs are whole system pages, from the start. */
static uint32_t movable(pfn_t from, pfn_t to, uint32_t nr)
{
	if (pfn_system_up(from) != from || pfn_system_up(to) != to)
		return 0;
	return pfn_system_down(nr);
}

bool run_move(void *p, void *q)
{
	uint32_t nr = run_pages(p), done = 0;
	pfn_t from = addr_to_pfn(p), to = addr_to_pfn(q);
	uint32_t whole = movable(from, to, nr);
	enum move result = MOVED;

	/* Pages that were moved before lie in mappings of their own. */
	while (result == MOVED && done < whole) {
		uint32_t stretch = moved_stretch(from + done, from + whole);

		result = move_stretch(from + done, to + done, stretch);
		if (result == MOVED || result == LAST)
			done += stretch;
	}
	if (result == LOST)
		copy_pages(from, to, done);
	else
		copy_pages(to + done, from + done, nr - done);
	return result != LOST;
}
