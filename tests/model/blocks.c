/* SPDX-License-Identifier: MIT */
/*
 * model/blocks.c - blocks between the zone's pool and stripes
 *
 * Two threads, each with a stripe of its own for home, and a zone of two
 * blocks of two pages.  Threads take a page or a whole block, cut a whole one
 * down to a page, free what anybody took, purge and end, in any order.  Each
 * free page or block may be the one that is taken.
 *
 * What a lock guards is changed in two steps, a load and a store, so that a
 * change without the lock loses another.
 *
 *   B4  a page is in exactly one of: the pool, a stripe's free map, use, a
 *       thread's hands; who holds all locks sees none on its way to the pool
 *   Z1  a free page that is not dirty reads as zero
 */
#include "model/locks.h"

enum { THREADS = 2, STRIPES = 2, ZONE = STRIPES, LOCKS, BLOCKS = 2 };
enum { PAGES_OF_BLOCK = 2, PAGES = BLOCKS * PAGES_OF_BLOCK };

enum {
	NONE,
	PUT_UNLOCKED,
	TAKE_UNLOCKED,
	POOL_UNLOCKED,
	OUT_OF_SIGHT,
	STILL_IN_STRIPE,
	OWNER_LATE,
	ADOPTED_IN_ZONE,
	STEALS_FROM_HOME,
	STEALS_BLOCK,
	DIRTY_LATE,
	CLEAN_LATE,
	PURGED_IN_PLACE,
	PURGED_LOCKED,
	NR_MUTATIONS
};

static const struct mutation mutations[NR_MUTATIONS] = {
	[PUT_UNLOCKED] = { "a page is put back without the stripe's lock",
			   "B4" },
	[TAKE_UNLOCKED] = { "a page is taken without the stripe's lock", "B4" },
	[POOL_UNLOCKED] = { "a block is put back without the zone's lock",
			    "B4" },
	[OUT_OF_SIGHT] = { "the stripe's lock goes before a block is pooled",
			   "B4" },
	[STILL_IN_STRIPE] = { "a whole block stays in its stripe too", "B4" },
	[OWNER_LATE] = { "a block names its new owner only after the lock",
			 "B4" },
	[ADOPTED_IN_ZONE] = { "a block is adopted under the zone's lock",
			      "K1" },
	[STEALS_FROM_HOME] = { "the home's lock is kept while others are asked",
			       "K1" },
	[STEALS_BLOCK] = { "stealing takes the block, with pages in use",
			   "B4" },
	[DIRTY_LATE] = { "a page is put back before it is marked dirty", "Z1" },
	[CLEAN_LATE] = { "a page is put back before it is marked clean", "Z1" },
	[PURGED_IN_PLACE] = { "a free page is purged without taking it", "B4" },
	[PURGED_LOCKED] = { "a lock is held during a purge", "K1" },
};

struct block {
	uint8_t owner; /* stripe, as its record says */
	uint8_t split; /* its record says that a stripe owns it */
	uint8_t heap;  /* stripe + 1 whose free map has it, or 0 */
	uint8_t free;  /* pages, as bits */
};

/* What an allocation tries, in this order. */
enum { AT_HOME, TRY_OTHERS, WAIT_FOR_OTHERS };

struct thread {
	uint8_t hands; /* pages of the whole zone, as bits */
	uint8_t limbo; /* of them, those that no record accounts for */
	uint8_t word;  /* loaded, to be stored */
	uint8_t block, page;
	uint8_t late;	/* pages to be marked after all, in a mutation */
	uint8_t stripe; /* the one that is asked, or put to */
	uint8_t phase;
	uint8_t nr;    /* pages that are asked for, or kept */
	uint8_t clean; /* what is put back was purged */
};

struct state {
	uint8_t pc[THREADS];
	uint8_t pool;  /* blocks */
	uint8_t used;  /* pages */
	uint8_t data;  /* pages that do not read as zero */
	uint8_t dirty; /* pages that are marked so */
	struct model_lock lock[LOCKS];
	struct block block[BLOCKS];
	struct thread thread[THREADS];
};

enum {
	RUN = ENDED + 1,
	HINT,
	LOCK_STRIPE,
	TAKE_LOAD,
	TAKE_STORE,
	TAKEN,
	LOCK_ZONE,
	POOL_LOAD,
	POOL_STORE,
	POOL_TAKEN,
	ADOPT,
	NAME_OWNER,
	ADOPT_REST,
	ADOPTED,
	TRY_STRIPE,
	LOOK_OWNER,
	LOCK_OWNER,
	MARK,
	PUT_LOAD,
	PUT_STORE,
	PUT,
	WHOLE_LOCK,
	WHOLE_LOAD,
	WHOLE_STORE,
	WHOLE_PUT,
	PURGE_POOL,
	PURGE_TAKE,
	PURGE_LOCK,
	PURGE_PART,
	ADVISE,
	NR_STEPS
};

static void forget(struct state *s, unsigned t)
{
	if (s->pc[t] == RUN)
		s->thread[t] = (struct thread){ 0 };
}

MODEL_LOCKS(LOCKS)

/* A thread's stripe has its number. */
static unsigned home_of_thread(unsigned t)
{
	return t;
}

static uint8_t pages_of(unsigned block)
{
	return (uint8_t)(3u << block * PAGES_OF_BLOCK);
}

/* ---- what a thread may do ---------------------------------------------- */

enum {
	DO_TAKE_PAGE,
	DO_TAKE_BLOCK,
	DO_END,
	DO_PURGE_POOL,
	DO_PURGE_PART,
	DO_CUT = DO_PURGE_PART + STRIPES,
	DO_FREE = DO_CUT + BLOCKS,
	DO_NONE = DO_FREE + PAGES
};

/* page_free: of a whole block the first page stands for all. */
static bool free_run(struct state *s, unsigned t, unsigned page)
{
	struct thread *me = &s->thread[t];
	unsigned block = page / PAGES_OF_BLOCK;
	bool split = s->block[block].split;

	if (!(s->used >> page & 1) || (!split && page % PAGES_OF_BLOCK))
		return false;
	me->block = (uint8_t)block;
	me->hands = split ? (uint8_t)(1u << page) : pages_of(block);
	s->used &= (uint8_t)~me->hands;
	if (split)
		return go(s, t, LOOK_OWNER);
	s->dirty |= me->hands;
	return go(s, t, WHOLE_LOCK);
}

/* cut_whole: the first page stays in use. */
static bool cut(struct state *s, unsigned t, unsigned block)
{
	struct thread *me = &s->thread[t];

	if (s->block[block].split ||
	    (s->used & pages_of(block)) != pages_of(block))
		return false;
	me->block = (uint8_t)block;
	me->hands = pages_of(block);
	me->nr = 1;
	s->used &= (uint8_t)~me->hands;
	s->dirty |= (uint8_t)(me->hands & me->hands << 1);
	return go(s, t, ADOPT);
}

/* One is enough, and spares states. */
static bool is_purger(unsigned t)
{
	return t == 0;
}

static bool run(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned what = choose(DO_NONE);

	if (what == DO_END)
		return go(s, t, ENDED);
	if (what >= DO_PURGE_POOL && what < DO_CUT && !is_purger(t))
		return false;
	if (what == DO_PURGE_POOL)
		return go(s, t, PURGE_POOL);
	if (what == DO_TAKE_BLOCK) {
		me->nr = PAGES_OF_BLOCK;
		return go(s, t, LOCK_ZONE);
	}
	if (what == DO_TAKE_PAGE) {
		me->nr = 1;
		me->stripe = (uint8_t)home_of_thread(t);
		return go(s, t, HINT);
	}
	if (what < DO_CUT) {
		me->stripe = (uint8_t)(what - DO_PURGE_PART);
		return go(s, t, PURGE_LOCK);
	}
	if (what < DO_FREE)
		return cut(s, t, what - DO_CUT);
	return free_run(s, t, what - DO_FREE);
}

/* The run is its user's, who writes to it. */
static bool hand_out(struct state *s, unsigned t)
{
	s->used |= s->thread[t].hands;
	s->data |= s->thread[t].hands;
	return go(s, t, RUN);
}

/* ---- a page out of a stripe -------------------------------------------- */

static unsigned free_in(const struct state *s, unsigned stripe)
{
	unsigned pages = 0;

	for (unsigned b = 0; b < BLOCKS; b++)
		if (s->block[b].heap == stripe + 1)
			pages |= s->block[b].free;
	return pages;
}

/* Without a page there the next place is asked; then there is no memory. */
static bool ask_next(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (me->phase == AT_HOME) {
		me->stripe = 0;
		return go(s, t, LOCK_ZONE);
	}
	if (++me->stripe == STRIPES) {
		if (me->phase == WAIT_FOR_OTHERS)
			return go(s, t, RUN);
		me->phase = WAIT_FOR_OTHERS;
		me->stripe = 0;
	}
	return go(s, t, me->phase == TRY_OTHERS ? TRY_STRIPE : HINT);
}

/* How many are free, without a lock. */
static bool hint(struct state *s, unsigned t)
{
	if (!free_in(s, s->thread[t].stripe))
		return ask_next(s, t);
	return go(s, t, LOCK_STRIPE);
}

static bool lock_stripe(struct state *s, unsigned t)
{
	if (!mutated(TAKE_UNLOCKED) && !acquire(s, t, s->thread[t].stripe))
		return false;
	return go(s, t, TAKE_LOAD);
}

static bool take_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned page = choose(PAGES);
	struct block *b = &s->block[page / PAGES_OF_BLOCK];

	if (!free_in(s, me->stripe))
		return !page && go(s, t, TAKEN);
	if (!(free_in(s, me->stripe) >> page & 1))
		return false;
	me->block = (uint8_t)(page / PAGES_OF_BLOCK);
	me->page = (uint8_t)page;
	me->word = b->free;
	return go(s, t, TAKE_STORE);
}

static bool take_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct block *b = &s->block[me->block];

	me->hands = (uint8_t)(1u << me->page);
	b->free = me->word & (uint8_t)~me->hands;
	me->word = me->page = 0;
	if (mutated(STEALS_BLOCK) && me->phase != AT_HOME) {
		b->owner = (uint8_t)home_of_thread(t);
		b->heap = (uint8_t)(b->owner + 1);
	}
	return go(s, t, TAKEN);
}

static bool taken(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	bool keeps = mutated(STEALS_FROM_HOME) && me->phase == AT_HOME;

	if (!mutated(TAKE_UNLOCKED) && !(keeps && !me->hands))
		release(s, t, me->stripe);
	return me->hands ? hand_out(s, t) : ask_next(s, t);
}

static bool try_stripe(struct state *s, unsigned t)
{
	unsigned stripe = s->thread[t].stripe;

	if (!free_in(s, stripe) || mutated(TAKE_UNLOCKED) ||
	    !try_lock(s->lock, LOCKS, stripe, t))
		return ask_next(s, t);
	return go(s, t, TAKE_LOAD);
}

/* ---- a block out of the pool ------------------------------------------- */

static bool lock_zone(struct state *s, unsigned t)
{
	return acquire(s, t, ZONE) && go(s, t, POOL_LOAD);
}

static bool pool_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned block = choose(BLOCKS);

	if (!s->pool)
		return !block && go(s, t, POOL_TAKEN);
	if (!(s->pool >> block & 1))
		return false;
	me->block = (uint8_t)block;
	me->word = s->pool;
	return go(s, t, POOL_STORE);
}

static bool pool_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->hands = pages_of(me->block);
	s->pool = me->word & (uint8_t) ~(1u << me->block);
	me->word = 0;
	return go(s, t, POOL_TAKEN);
}

static bool pool_taken(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (me->hands && me->nr == 1 && mutated(ADOPTED_IN_ZONE))
		return go(s, t, ADOPT);
	release(s, t, ZONE);
	if (me->hands)
		return me->nr == 1 ? go(s, t, ADOPT) : hand_out(s, t);
	if (me->nr != 1)
		return go(s, t, RUN);
	me->phase = TRY_OTHERS;
	return go(s, t, TRY_STRIPE);
}

/* stripe_adopt: the first page is in use, the rest is free. */
static bool adopt(struct state *s, unsigned t)
{
	if (!acquire(s, t, home_of_thread(t)))
		return false;
	return go(s, t, mutated(OWNER_LATE) ? ADOPT_REST : NAME_OWNER);
}

static bool name_owner(struct state *s, unsigned t)
{
	struct block *b = &s->block[s->thread[t].block];

	b->owner = (uint8_t)home_of_thread(t);
	b->split = true;
	return mutated(OWNER_LATE) ? hand_out(s, t) : go(s, t, ADOPT_REST);
}

static bool adopt_rest(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct block *b = &s->block[me->block];

	b->free = me->hands & (uint8_t)(me->hands << 1);
	b->heap = (uint8_t)(home_of_thread(t) + 1);
	me->hands &= (uint8_t)~b->free;
	return go(s, t, ADOPTED);
}

static bool adopted(struct state *s, unsigned t)
{
	release(s, t, home_of_thread(t));
	return mutated(OWNER_LATE) ? go(s, t, NAME_OWNER) : hand_out(s, t);
}

/* ---- pages go back ----------------------------------------------------- */

/* Without a lock: who owns a page can rely on the owner of its block. */
static bool look_owner(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->stripe = s->block[me->block].owner;
	return go(s, t, LOCK_OWNER);
}

static bool lock_owner(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	const struct block *b = &s->block[me->block];

	if (!mutated(PUT_UNLOCKED) && !acquire(s, t, me->stripe))
		return false;
	if (!b->split || b->heap != me->stripe + 1)
		violates("B4: a page is put into a stripe that has it not");
	if (mutated(me->clean ? CLEAN_LATE : DIRTY_LATE)) {
		me->late = me->hands;
		return go(s, t, PUT_LOAD);
	}
	return go(s, t, MARK);
}

/* block_mark */
static bool mark(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	unsigned pages = me->hands | me->late;

	if (me->clean)
		s->dirty &= (uint8_t)~pages;
	else
		s->dirty |= (uint8_t)pages;
	return go(s, t, me->late ? RUN : PUT_LOAD);
}

static bool put_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = s->block[me->block].free;
	return go(s, t, PUT_STORE);
}

/* buddy_put: a block that is whole leaves the stripe. */
static bool put_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct block *b = &s->block[me->block];

	b->free = me->word | me->hands;
	me->hands = me->word = 0;
	if (b->free != pages_of(me->block))
		return go(s, t, PUT);
	me->hands = b->free;
	if (!mutated(PUT_UNLOCKED))
		me->limbo = b->free;
	if (!mutated(STILL_IN_STRIPE))
		b->free = b->heap = 0;
	if (mutated(OUT_OF_SIGHT))
		release(s, t, me->stripe);
	return go(s, t, WHOLE_LOCK);
}

static bool put(struct state *s, unsigned t)
{
	if (!mutated(PUT_UNLOCKED))
		release(s, t, s->thread[t].stripe);
	return go(s, t, s->thread[t].late ? MARK : RUN);
}

/* zone_put, of a long run or under the lock of a stripe. */
static bool whole_lock(struct state *s, unsigned t)
{
	if (!mutated(POOL_UNLOCKED) && !acquire(s, t, ZONE))
		return false;
	return go(s, t, WHOLE_LOAD);
}

static bool whole_load(struct state *s, unsigned t)
{
	s->thread[t].word = s->pool;
	return go(s, t, WHOLE_STORE);
}

static bool whole_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct block *b = &s->block[me->block];

	s->pool = me->word | (uint8_t)(1u << me->block);
	*b = (struct block){ .free = b->free, .heap = b->heap };
	me->hands = me->word = 0;
	return go(s, t, WHOLE_PUT);
}

static bool whole_put(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!mutated(POOL_UNLOCKED))
		release(s, t, ZONE);
	if (!me->limbo || mutated(OUT_OF_SIGHT))
		return go(s, t, RUN);
	me->limbo = 0;
	return go(s, t, PUT);
}

/* ---- free pages are purged --------------------------------------------- */

static bool purge_pool(struct state *s, unsigned t)
{
	return acquire(s, t, ZONE) && go(s, t, PURGE_TAKE);
}

static bool purge_take(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned block = choose(BLOCKS + 1);

	release(s, t, ZONE);
	if (block == BLOCKS)
		return go(s, t, RUN);
	if (!(s->pool >> block & 1) || !(s->dirty & pages_of(block)))
		return false;
	s->pool &= (uint8_t) ~(1u << block);
	me->block = (uint8_t)block;
	me->hands = pages_of(block);
	return go(s, t, ADVISE);
}

static bool purge_lock(struct state *s, unsigned t)
{
	return acquire(s, t, s->thread[t].stripe) && go(s, t, PURGE_PART);
}

static bool purge_part(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned page = choose(PAGES);
	unsigned dirty = free_in(s, me->stripe) & s->dirty;

	if (!dirty || !mutated(PURGED_LOCKED))
		release(s, t, me->stripe);
	if (!dirty)
		return !page && go(s, t, RUN);
	if (!(dirty >> page & 1))
		return false;
	me->block = (uint8_t)(page / PAGES_OF_BLOCK);
	me->hands = (uint8_t)(1u << page);
	me->clean = true;
	if (!mutated(PURGED_IN_PLACE))
		s->block[me->block].free &= (uint8_t)~me->hands;
	return go(s, t, ADVISE);
}

/* purge_run: what it returns from reads as zero. */
static bool advise(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (holds_from(s->lock, LOCKS, RANK_THREADS, t))
		violates("K1: a lock is held during a system call");
	s->data &= (uint8_t)~me->hands;
	if (me->clean)
		return go(s, t, LOOK_OWNER);
	s->dirty &= (uint8_t)~me->hands;
	return go(s, t, WHOLE_LOCK);
}

/* ---- what must hold ---------------------------------------------------- */

static unsigned places(const struct state *s, unsigned page)
{
	const struct block *b = &s->block[page / PAGES_OF_BLOCK];
	unsigned n = (s->used >> page & 1) + (b->free >> page & 1) +
		     (s->pool >> page / PAGES_OF_BLOCK & 1);

	for (unsigned t = 0; t < THREADS; t++)
		n += s->thread[t].hands >> page & 1;
	return n;
}

static void check(const struct state *s)
{
	unsigned free = 0;

	for (unsigned page = 0; page < PAGES; page++)
		if (places(s, page) != 1)
			violates("B4: a page is not in exactly one place");
	for (unsigned t = 0; t < THREADS; t++)
		if (s->thread[t].limbo &&
		    !holds_from(s->lock, LOCKS, RANK_STRIPE, t))
			violates("B4: a block is nowhere, with no lock held");
	for (unsigned b = 0; b < BLOCKS; b++)
		free |= s->block[b].free |
			(s->pool >> b & 1 ? pages_of(b) : 0u);
	if (free & s->data & ~s->dirty)
		violates("Z1: a page that should be clean is not");
	if (s->used & ~s->data)
		violates("B4: a page in use is purged");
}

static void start(struct state *s)
{
	for (unsigned i = 0; i < LOCKS; i++)
		s->lock[i].rank = i == ZONE ? RANK_ZONE : RANK_STRIPE;
	for (unsigned t = 0; t < THREADS; t++)
		s->pc[t] = RUN;
	s->pool = (1 << BLOCKS) - 1;
}

static const struct step steps[NR_STEPS] = {
	[RUN] = { "page_alloc", run },
	[HINT] = { "stripe_take", hint },
	[LOCK_STRIPE] = { "stripe_take", lock_stripe },
	[TAKE_LOAD] = { "buddy_take", take_load },
	[TAKE_STORE] = { "buddy_take", take_store },
	[TAKEN] = { "stripe_take", taken },
	[LOCK_ZONE] = { "zone_take", lock_zone },
	[POOL_LOAD] = { "pool_find", pool_load },
	[POOL_STORE] = { "zone_take", pool_store },
	[POOL_TAKEN] = { "take_blocks", pool_taken },
	[ADOPT] = { "stripe_adopt", adopt },
	[NAME_OWNER] = { "stripe_adopt", name_owner },
	[ADOPT_REST] = { "buddy_adopt", adopt_rest },
	[ADOPTED] = { "stripe_adopt", adopted },
	[TRY_STRIPE] = { "stripe_take_try", try_stripe },
	[LOOK_OWNER] = { "lock_owner", look_owner },
	[LOCK_OWNER] = { "lock_owner", lock_owner },
	[MARK] = { "block_mark", mark },
	[PUT_LOAD] = { "buddy_put", put_load },
	[PUT_STORE] = { "buddy_put", put_store },
	[PUT] = { "stripe_put", put },
	[WHOLE_LOCK] = { "zone_put", whole_lock },
	[WHOLE_LOAD] = { "zone_put", whole_load },
	[WHOLE_STORE] = { "zone_put", whole_store },
	[WHOLE_PUT] = { "zone_put", whole_put },
	[PURGE_POOL] = { "zone_take_dirty", purge_pool },
	[PURGE_TAKE] = { "zone_take_dirty", purge_take },
	[PURGE_LOCK] = { "stripe_take_dirty", purge_lock },
	[PURGE_PART] = { "stripe_take_dirty", purge_part },
	[ADVISE] = { "purge_run", advise },
};

MODEL_MAIN("blocks", forget)
