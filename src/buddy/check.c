/* SPDX-License-Identifier: MIT */
/*
 * buddy/check.c - the validator of the page layer: the pages
 */
#include "buddy/check.h"

#include "base/fmt.h"
#include "buddy/charge.h"
#include "buddy/page_alloc.h"
#include "os/mem.h"
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

/*
 * The first word is zero, and each other equals the one before it.  What is
 * not in memory reads as zero, unless it is in swap.
 */
static bool is_zero(pfn_t pfn)
{
	const uint64_t *word = pfn_to_addr(pfn);

	return !os_resident(word) ||
	       (!word[0] &&
		!__builtin_memcmp(word, word + 1, PAGE_BYTES - sizeof(*word)));
}

static unsigned check_zero(pfn_t pfn, uint32_t nr)
{
	for (pfn_t at = pfn; at < pfn + nr; at++)
		if (!block_any_dirty(at, 1) && !is_zero(at))
			return check_violation("Z1: clean page %u is not zero",
					       at);
	return 0;
}

/*
 * A free part as the walk over its block meets it.  That a page's smallest
 * free part is this one means that no other lies within it.
 */
static unsigned check_part(pfn_t pfn, unsigned order)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned part = part_of(pfn, order), bad = 0;

	if (free_map_test(b, part ^ 1))
		bad += check_violation("B2: %u and its buddy of order %u", pfn,
				       order);
	for (pfn_t at = pfn; at < pfn + (1u << order); at++)
		if (free_map_order(at) != order ||
		    load_relaxed(&pfn_to_page(at)->flags))
			bad += check_violation("B4: page %u has two owners",
					       at);
	return bad + check_zero(pfn, 1u << order);
}

static void count_use(struct page_census *census, unsigned flags, uint32_t nr)
{
	if (flags & PG_PCP)
		census->pcp += nr;
	else if (flags & PG_SLAB)
		census->slab += nr;
	else
		census->run += nr;
}

/* An allocated run as the walk meets it. */
static unsigned check_run(pfn_t pfn, uint32_t nr)
{
	unsigned bad = 0;

	if (block_start(pfn) != block_start(pfn + nr - 1))
		return check_violation("S1: run %u crosses", pfn);
	for (pfn_t at = pfn; at < pfn + nr; at++)
		if (page_is_free(at) ||
		    (at > pfn && load_relaxed(&pfn_to_page(at)->flags)))
			bad += check_violation("B4: page %u has two owners",
					       at);
	return bad;
}

/* What a block's record says of its free parts: B3. */
static unsigned check_summary(pfn_t pfn, unsigned free, unsigned dirty,
			      unsigned orders)
{
	const struct block *b = pfn_to_block(pfn);
	unsigned bad = 0;

	if (load_relaxed(&b->free[0]) & 3)
		bad += check_violation("B1: block %u has a free part 1", pfn);
	for (unsigned w = 0; w < FREE_WORDS; w++)
		if (bit_test(b->filled, w) != !!load_relaxed(&b->free[w]))
			bad += check_violation("B3: block %u word %u", pfn, w);
	if (free != b->nr_free || dirty != b->nr_free_dirty ||
	    orders != b->free_orders)
		bad += check_violation("B3: block %u: %u free %u dirty", pfn,
				       free, dirty);
	if (b->list != block_list_of(b, true) &&
	    (b->nr_free_dirty || b->list != block_list_of(b, false)))
		bad += check_violation("B3: block %u is on list %u", pfn,
				       b->list);
	return bad;
}

/* The runs and free parts of a split block must tile it: B4. */
static unsigned check_split_block(pfn_t block, struct page_census *census)
{
	unsigned bad = 0, free = 0, dirty = 0, orders = 0;
	pfn_t pfn = block;

	while (pfn < block + BLOCK_PAGES) {
		const struct page *page = pfn_to_page(pfn);
		unsigned flags = load_relaxed(&page->flags);
		unsigned order = free_map_order(pfn);
		uint32_t nr = order < MAX_ORDER ? 1u << order : page->nr_pages;

		if (order < MAX_ORDER && !is_aligned(pfn, nr))
			return bad + check_violation(
					     "B4: page %u has two owners", pfn);
		if (order < MAX_ORDER) {
			bad += check_part(pfn, order);
			free += nr;
			dirty += block_count_dirty(pfn, nr);
			orders |= nr;
		} else if (flags & PG_HEAD && nr) {
			bad += check_run(pfn, nr);
			count_use(census, flags, nr);
		} else {
			return bad +
			       check_violation("B4: page %u is nobody's", pfn);
		}
		pfn += nr;
	}
	census->free += free;
	census->clean += free - dirty;
	return bad + check_summary(block, free, dirty, orders);
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
	if (bit_test(zone->dirty, (block - zone->start) >> MAX_ORDER) !=
	    (pooled && block_any_dirty(block, BLOCK_PAGES)))
		bad += check_violation("B3: block %u dirty in the pool", block);
	if (state == BLOCK_STRIPE)
		return bad + check_split_block(block, census);
	if (state == BLOCK_POOL) {
		*pool += BLOCK_PAGES;
		census->free += BLOCK_PAGES;
		census->clean +=
			BLOCK_PAGES - block_count_dirty(block, BLOCK_PAGES);
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
		bad += lists_check(i, id);
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
	census->clean += mine.clean;
	return bad;
}

unsigned zone_check(enum zone_id id, struct page_census *census)
{
	struct page_census unused = { 0 };
	unsigned bad;

	buddy_each_lock(lock_acquire_nested);
	bad = check_locked(id, census ? census : &unused);
	buddy_each_lock(lock_release);
	return bad;
}

/* With all locks held: pages are charged under them. */
static unsigned check_charge(const struct page_census *census)
{
	uint64_t charged = load_relaxed(&charge_pages), present = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		present += zone_usage(z).present;
	if (!charge_limited() || charged == present - census->clean)
		return 0;
	return check_violation("C1: %lu pages charged, not %lu", charged,
			       present - census->clean);
}

unsigned buddy_heap_check(struct page_census *census)
{
	struct page_census sum = { 0 };
	unsigned bad = 0;

	buddy_each_lock(lock_acquire_nested);
	for (unsigned z = 0; z < NR_ZONES; z++)
		bad += check_locked(z, &sum);
	bad += check_charge(&sum);
	buddy_each_lock(lock_release);
	if (census)
		*census = sum;
	return bad;
}
