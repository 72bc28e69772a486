/* SPDX-License-Identifier: MIT */
/*
 * buddy/check.c - the validator of the page layer
 */
#include "buddy/check.h"

#include "base/fmt.h"
#include "buddy/page_alloc.h"
#include "os/text.h"

unsigned check_violation(const char *format, ...)
{
	char text[256];
	struct fmt f = fmt_init(text, sizeof(text));
	va_list ap;

	fmt_print(&f, "libbuddy: check: ");
	va_start(ap, format);
	fmt_vprint(&f, format, ap);
	va_end(ap);
	fmt_print(&f, "\n");
	os_write(2, text, f.len);
	return 1;
}

void buddy_each_lock(void (*op)(struct lock *l))
{
	for (unsigned i = 0; i < stripes_open(); i++)
		op(&stripes[i].lock);
	for (unsigned z = 0; z < NR_ZONES; z++)
		op(&zones[z].lock);
	op(&arena.lock);
}

static void acquire(struct lock *l)
{
	lock_acquire_nested(l);
}

static void release(struct lock *l)
{
	lock_release(l);
}

static unsigned check_zero(pfn_t pfn, uint32_t nr)
{
	for (pfn_t at = pfn; at < pfn + nr; at++) {
		const uint64_t *word = pfn_to_addr(at);

		if (block_any_dirty(at, 1))
			continue;
		for (size_t i = 0; i < PAGE_BYTES / sizeof(*word); i++)
			if (word[i])
				return check_violation(
					"Z1: clean page %u is not zero", at);
	}
	return 0;
}

/* A free block as the walk over its 4 MiB block meets it. */
static unsigned check_free_block(pfn_t pfn, const struct page *page)
{
	pfn_t buddy = pfn ^ (1u << page->order);
	unsigned bad = 0;

	if (page->order >= MAX_ORDER || page->nr_pages != 1u << page->order ||
	    !is_aligned(pfn, page->nr_pages))
		return check_violation("B1: free block %u of order %u", pfn,
				       page->order);
	if (load_relaxed(&pfn_to_page(buddy)->flags) & PG_BUDDY &&
	    pfn_to_page(buddy)->order == page->order)
		bad += check_violation("B2: %u and its buddy %u are free", pfn,
				       buddy);
	return bad + check_zero(pfn, page->nr_pages);
}

static void count_use(struct page_census *census, unsigned flags, uint32_t nr)
{
	if (flags & PG_BUDDY)
		census->free += nr;
	else if (flags & PG_PCP)
		census->pcp += nr;
	else if (flags & PG_SLAB)
		census->slab += nr;
	else
		census->run += nr;
}

/* The heads of a split block must tile it: B4. */
static unsigned check_split_block(pfn_t block, struct page_census *census)
{
	unsigned bad = 0;
	pfn_t pfn = block;

	while (pfn < block + BLOCK_PAGES) {
		const struct page *page = pfn_to_page(pfn);
		unsigned flags = load_relaxed(&page->flags);

		if (!(flags & PG_HEAD) || !page->nr_pages)
			return bad +
			       check_violation("B4: page %u is nobody's", pfn);
		if (pfn + page->nr_pages > block + BLOCK_PAGES)
			return bad + check_violation("S1: run %u crosses", pfn);
		if (flags & PG_BUDDY)
			bad += check_free_block(pfn, page);
		for (uint32_t i = 1; i < page->nr_pages; i++)
			if (load_relaxed(&pfn_to_page(pfn + i)->flags))
				bad += check_violation(
					"B4: page %u has two owners", pfn + i);
		count_use(census, flags, page->nr_pages);
		pfn += page->nr_pages;
	}
	return bad;
}

/* The lists of one stripe in one zone: B3. */
static unsigned check_lists(unsigned id, enum zone_id zone)
{
	const struct buddy_heap *heap = &stripes[id].heap[zone];
	uint64_t free = 0, dirty = 0;
	unsigned bad = 0;

	for (unsigned o = 0; o < MAX_ORDER; o++) {
		uint32_t nr = 0;

		for (pfn_t pfn = heap->area[o].head; pfn != PFN_NONE;
		     pfn = pfn_to_page(pfn)->next, nr++) {
			const struct block *b = pfn_to_block(pfn);

			free += 1u << o;
			dirty += block_count_dirty(pfn, 1u << o);
			if (load_relaxed(&b->stripe) != id ||
			    load_relaxed(&b->state) != BLOCK_STRIPE)
				bad += check_violation(
					"B3: %u is on a foreign list", pfn);
		}
		if (nr != load_relaxed(&heap->area[o].nr_free) ||
		    (nr != 0) != (heap->nonempty >> o & 1))
			bad += check_violation("B3: stripe %u order %u: %u", id,
					       o, nr);
	}
	if (free != load_relaxed(&heap->nr_free) ||
	    dirty != load_relaxed(&heap->nr_dirty))
		bad += check_violation("B3: stripe %u: %lu free %lu dirty", id,
				       free, dirty);
	return bad;
}

static unsigned check_block(const struct zone *zone, pfn_t block,
			    struct page_census *census, uint64_t *pool)
{
	const struct block *b = pfn_to_block(block);
	bool pooled = bit_test(zone->pool, (block - zone->start) >> MAX_ORDER);
	unsigned state = load_relaxed(&b->state);
	unsigned bad = 0, run_flags;

	if (pooled != (state == BLOCK_POOL))
		bad += check_violation("B3: block %u has state %u", block,
				       state);
	if (state == BLOCK_STRIPE)
		return bad + check_split_block(block, census);
	if (state == BLOCK_POOL) {
		*pool += BLOCK_PAGES;
		census->free += BLOCK_PAGES;
		return bad + check_zero(block, BLOCK_PAGES);
	}
	run_flags = load_relaxed(&pfn_to_page(b->run_pfn)->flags);
	if (!(run_flags & PG_HEAD))
		bad += check_violation("B4: block %u is nobody's", block);
	count_use(census, run_flags, BLOCK_PAGES);
	return bad;
}

static unsigned check_locked(enum zone_id id, struct page_census *census)
{
	const struct zone *zone = &zones[id];
	pfn_t frontier = load_relaxed(&zone->frontier);
	struct page_census mine = { 0 };
	uint64_t pool = 0;
	unsigned bad = 0;

	if (!is_aligned(zone->start, BLOCK_PAGES) ||
	    !is_aligned(zone->end, BLOCK_PAGES))
		bad += check_violation("S1: zone %s is not made of blocks",
				       zone->name);
	for (pfn_t b = zone->start; b < frontier; b += BLOCK_PAGES)
		bad += check_block(zone, b, &mine, &pool);
	for (unsigned i = 0; i < stripes_open(); i++)
		bad += check_lists(i, id);
	if (pool != load_relaxed(&zone->nr_free))
		bad += check_violation("B3: zone %s pool %lu", zone->name,
				       pool);
	if (mine.free != zone_usage(id).free)
		bad += check_violation("B3: zone %s free %lu", zone->name,
				       mine.free);
	census->free += mine.free;
	census->pcp += mine.pcp;
	census->slab += mine.slab;
	census->run += mine.run;
	return bad;
}

unsigned zone_check(enum zone_id id, struct page_census *census)
{
	struct page_census unused = { 0 };
	unsigned bad;

	buddy_each_lock(acquire);
	bad = check_locked(id, census ? census : &unused);
	buddy_each_lock(release);
	return bad;
}

unsigned buddy_heap_check(struct page_census *census)
{
	struct page_census sum = { 0 };
	unsigned bad = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		bad += zone_check(z, &sum);
	if (census)
		*census = sum;
	return bad;
}
