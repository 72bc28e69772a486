/* SPDX-License-Identifier: MIT */
/*
 * buddy/stripe.c - stripes of free pages
 *
 * Lock order: stripe, then zone.  The nesting happens in one place only,
 * when a block becomes whole and goes back to its zone's pool; both locks are
 * held then so that a validator never sees the block nowhere.
 */
#include "buddy/stripe.h"

#include "buddy/charge.h"
#include "harden/harden.h"

#include <errno.h>

/* Of a page or two a part is soon found, with nothing left over. */
enum { PART_PAGES = 2 };

struct stripe *stripes;
static unsigned nr_max;
_Atomic unsigned stripes_nr_open;

static void open_stripe(unsigned id)
{
	struct stripe *s = &stripes[id];

	lock_init(&s->lock, RANK_STRIPE);
	s->id = id;
	/* Release: pairs with stripes_open, which guards the fields above. */
	atomic_store_explicit(&stripes_nr_open, id + 1, memory_order_release);
}

int stripes_init(unsigned max)
{
	nr_max = max < MAX_STRIPES ? max : MAX_STRIPES;
	if (!nr_max)
		nr_max = 1;
	stripes = arena_own_alloc(nr_max * sizeof(*stripes), CACHE_LINE);
	if (!stripes)
		return -ENOMEM;
	open_stripe(0);
	return 0;
}

unsigned stripes_max(void)
{
	return nr_max;
}

struct stripe *stripe_join(void)
{
	unsigned open = stripes_open();
	struct stripe *best = &stripes[0];

	for (unsigned i = 1; i < open; i++)
		if (load_relaxed(&stripes[i].nr_threads) <
		    load_relaxed(&best->nr_threads))
			best = &stripes[i];
	if (load_relaxed(&best->nr_threads) && open < nr_max) {
		open_stripe(open);
		best = &stripes[open];
	}
	add_relaxed(&best->nr_threads, 1);
	return best;
}

void stripe_leave(struct stripe *s)
{
	sub_relaxed(&s->nr_threads, 1);
}

/* The stripe that owns an allocated page's block, locked. */
static struct stripe *lock_owner(pfn_t pfn)
{
	const struct block *b = pfn_to_block(pfn);
	struct stripe *s = &stripes[load_relaxed(&b->stripe)];

	lock_acquire(&s->lock);
	DEBUG_ASSERT(load_relaxed(&b->state) == BLOCK_STRIPE);
	return s;
}

/* Nobody need own the page, so the block may leave until the lock is held. */
struct stripe *stripe_lock_owner(pfn_t pfn)
{
	const struct block *b = pfn_to_block(pfn);

	while (load_relaxed(&b->state) == BLOCK_STRIPE) {
		struct stripe *s = &stripes[load_relaxed(&b->stripe)];

		lock_acquire(&s->lock);
		if (load_relaxed(&b->state) == BLOCK_STRIPE &&
		    load_relaxed(&b->stripe) == s->id)
			return s;
		lock_release(&s->lock);
	}
	return NULL;
}

static void put_locked(struct stripe *s, pfn_t pfn, unsigned nr)
{
	struct buddy_heap *heap = &s->heap[zone_of(pfn)];

	charge_put(pfn, nr);
	if (buddy_put(heap, pfn, nr))
		zone_put_merged(block_start(pfn));
}

/*
 * A run that is no power of two goes where it leaves least over, rather than
 * into a part that holds it: that one would be split, and may be rare.  A
 * power of two fits a part of its order; where there is none, several parts
 * in a row will do.
 */
static noinline pfn_t take_run(struct buddy_heap *heap, unsigned nr, bool clean)
{
	bool closest = !clean && !is_pow2(nr) && !harden_on(HARDEN_RANDOM);
	pfn_t pfn = PFN_NONE;

	if (closest)
		pfn = buddy_take_stretch(heap, nr);
	if (pfn == PFN_NONE)
		pfn = buddy_take(heap, nr, log2_ceil(nr), clean);
	if (pfn == PFN_NONE && !closest)
		pfn = buddy_take_stretch(heap, nr);
	return pfn;
}

static pfn_t take_locked(struct stripe *s, enum zone_id zone, unsigned nr,
			 unsigned align_order, unsigned kind, bool clean)
{
	struct buddy_heap *heap = &s->heap[zone];
	unsigned order = log2_ceil(nr);
	pfn_t pfn;

	if (order < align_order)
		order = align_order;
	if (!align_order && nr > PART_PAGES)
		pfn = take_run(heap, nr, clean);
	else
		pfn = buddy_take(heap, nr, order, clean);
	if (pfn != PFN_NONE) {
		charge_taken(pfn, nr);
		page_type_run(pfn, nr, kind);
	}
	return pfn;
}

pfn_t stripe_take(struct stripe *s, enum zone_id zone, unsigned nr,
		  unsigned align_order, unsigned kind, bool clean)
{
	pfn_t pfn;

	if (load_relaxed(&s->heap[zone].nr_free) < nr)
		return PFN_NONE;
	lock_acquire(&s->lock);
	pfn = take_locked(s, zone, nr, align_order, kind, clean);
	lock_release(&s->lock);
	return pfn;
}

unsigned stripe_take_bulk(struct stripe *s, enum zone_id zone, unsigned order,
			  unsigned kind, pfn_t *out, unsigned n)
{
	unsigned got = 0;

	if (!load_relaxed(&s->heap[zone].nr_free))
		return 0;
	lock_acquire(&s->lock);
	for (; got < n; got++) {
		out[got] =
			take_locked(s, zone, 1u << order, order, kind, false);
		if (out[got] == PFN_NONE)
			break;
	}
	lock_release(&s->lock);
	return got;
}

pfn_t stripe_take_try(struct stripe *s, enum zone_id zone, unsigned nr,
		      unsigned align_order, unsigned kind, bool clean)
{
	pfn_t pfn;

	if (load_relaxed(&s->heap[zone].nr_free) < nr || !lock_try(&s->lock))
		return PFN_NONE;
	pfn = take_locked(s, zone, nr, align_order, kind, clean);
	lock_release(&s->lock);
	return pfn;
}

void stripe_adopt(struct stripe *s, pfn_t block, unsigned nr, unsigned kind)
{
	struct block *b = pfn_to_block(block);

	lock_acquire(&s->lock);
	store_relaxed(&b->stripe, (uint16_t)s->id);
	store_relaxed(&b->state, BLOCK_STRIPE);
	page_type_run(block, nr, kind);
	charge_put(block + nr, BLOCK_PAGES - nr);
	buddy_adopt(&s->heap[zone_of(block)], block, nr);
	lock_release(&s->lock);
}

void stripe_put(pfn_t pfn, unsigned nr, unsigned nr_dirty)
{
	struct stripe *s = lock_owner(pfn);

	count_line(pfn_to_page(pfn));
	store_relaxed(&pfn_to_page(pfn)->flags, 0);
	if (nr_dirty)
		block_mark(pfn, nr_dirty, true);
	put_locked(s, pfn, nr);
	lock_release(&s->lock);
}

void stripe_put_clean(pfn_t pfn, unsigned nr)
{
	struct stripe *s = lock_owner(pfn);

	store_relaxed(&pfn_to_page(pfn)->flags, 0);
	block_mark(pfn, nr, false);
	put_locked(s, pfn, nr);
	lock_release(&s->lock);
}

bool stripe_grow(pfn_t pfn, unsigned old_nr, unsigned new_nr)
{
	struct stripe *s = lock_owner(pfn);
	bool taken = buddy_take_at(&s->heap[zone_of(pfn)], pfn + old_nr,
				   new_nr - old_nr);

	if (taken) {
		charge_taken(pfn + old_nr, new_nr - old_nr);
		page_set_length(pfn, new_nr);
	}
	lock_release(&s->lock);
	return taken;
}

void stripe_shrink(pfn_t pfn, unsigned old_nr, unsigned new_nr, bool written)
{
	struct stripe *s = lock_owner(pfn);

	page_set_length(pfn, new_nr);
	if (written)
		block_mark(pfn + new_nr, old_nr - new_nr, true);
	put_locked(s, pfn + new_nr, old_nr - new_nr);
	lock_release(&s->lock);
}

pfn_t stripe_take_dirty(struct stripe *s, enum zone_id zone, unsigned order)
{
	struct buddy_heap *heap = &s->heap[zone];
	pfn_t pfn;

	if (!load_relaxed(&heap->nr_dirty) ||
	    !load_relaxed(&heap->nr_parts[order]))
		return PFN_NONE;
	lock_acquire(&s->lock);
	pfn = buddy_take_dirty(heap, order);
	if (pfn != PFN_NONE) {
		charge_taken(pfn, 1u << order);
		page_type_run(pfn, 1u << order, 0);
	}
	lock_release(&s->lock);
	return pfn;
}
