/* SPDX-License-Identifier: MIT */
/*
 * model/fork.c - a fork among threads that use the heap
 *
 * Thread 0 forks once; thread 1 begins, takes and frees an object and pages,
 * drains all page caches and ends, in any order; thread 2 only ends.  Around
 * the fork thread 0 may do what thread 1 does, as handlers of other libraries
 * can.  The model goes on in the parent or in the child, where the others are
 * gone; there thread 0 uses the heap and starts thread 1 afresh.
 *
 * What a lock guards is changed in two steps, a load and a store, and so is a
 * stack: the child may find any of them half done.
 *
 *   O1  an object is in exactly one of: user, a thread's stack, its hands, its
 *       slab, lost in fork
 *   B4  a page is in exactly one of: free, a page cache, use, a thread's
 *       hands, lost in fork
 *   no thread waits for one that is gone
 */
#include "model/locks.h"

enum { THREADS = 3, SLOTS = 3, PAGES = 2, OBJECTS = 1 };
enum { REGISTRY = SLOTS, CLASS, STRIPE, LOCKS }; /* [0, SLOTS): the caches' */

enum {
	NONE,
	REGISTRY_OPEN,
	CLASS_OPEN,
	OWN_CACHE_OPEN,
	STRIPE_OPEN,
	CLASS_FIRST,
	NO_PASSING,
	DRAINS_OTHERS,
	STACK_FLUSHED,
	CACHE_KEPT,
	SLOT_KEPT,
	FREE_SLOT_KEPT,
	HANDS_FORGOTTEN,
	NR_MUTATIONS
};

static const struct mutation mutations[NR_MUTATIONS] = {
	[REGISTRY_OPEN] = { "the registry is not locked", "deadlock" },
	[CLASS_OPEN] = { "classes are not locked", "deadlock" },
	[OWN_CACHE_OPEN] = { "the own page cache is not locked", "deadlock" },
	[STRIPE_OPEN] = { "stripes are not locked", "deadlock" },
	[CLASS_FIRST] = { "classes are locked before the registry", "K1" },
	[NO_PASSING] = { "the locks do not let the forking thread through",
			 "K1" },
	[DRAINS_OTHERS] = { "others' page caches are drained around the fork",
			    "K1" },
	[STACK_FLUSHED] = { "the stacks of vanished threads are flushed",
			    "O1" },
	[CACHE_KEPT] = { "the page caches of vanished threads are not reset",
			 "deadlock" },
	[SLOT_KEPT] = { "vanished threads stay live", "deadlock" },
	[FREE_SLOT_KEPT] = { "the page caches of free slots are not reset",
			     "deadlock" },
	[HANDS_FORGOTTEN] = { "what vanished threads had in hand is not lost",
			      "B4" },
};

struct slot {
	uint8_t live, owned;
	uint8_t parked; /* pages */
	uint8_t stack;	/* objects */
};

struct thread {
	uint8_t slot;
	uint8_t objects; /* in hand */
	uint8_t pages;	 /* in hand */
	uint8_t word;	 /* loaded, to be stored */
	uint8_t drain;	 /* the slot whose cache is drained */
	uint8_t drained; /* slots, for the request */
	uint8_t back;	 /* the step after pages were put, or flushed */
};

enum { NOT_YET, PARENT, CHILD };

struct state {
	uint8_t pc[THREADS];
	uint8_t forked;
	uint8_t forking;		/* thread 0 holds all locks */
	uint8_t started;		/* a thread in the child */
	uint8_t user, slab, lost;	/* objects */
	uint8_t used, free, lost_pages; /* pages */
	struct model_lock lock[LOCKS];
	struct slot slot[SLOTS];
	struct thread thread[THREADS];
};

enum {
	RUN = ENDED + 1,
	POP,
	REFILL,
	REFILL_LOAD,
	REFILL_STORE,
	PUSH,
	FLUSH,
	FLUSH_LOAD,
	FLUSH_STORE,
	PAGE_POP_LOAD,
	PAGE_POP_STORE,
	TAKE,
	TAKE_LOAD,
	TAKE_STORE,
	PAGE_PUSH_LOAD,
	PAGE_PUSH_STORE,
	PUT,
	PUT_LOAD,
	PUT_STORE,
	DRAIN,
	DRAIN_LOAD,
	DRAIN_STORE,
	DRAINED,
	NEXT,
	NEXT_FOUND,
	LEAVE,
	LEFT,
	SLOT,
	SLOT_FOUND,
	JOIN,
	JOINED,
	PREPARE_REGISTRY,
	PREPARE_CLASS,
	PREPARE_CACHE,
	PREPARE_STRIPE,
	FORK,
	AFTER_FORK,
	LET_GO,
	NR_STEPS
};

static void forget(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (s->pc[t] == RUN)
		me->word = me->drain = me->drained = me->back = 0;
}

/* lock_passes: while it forks thread 0 holds them. */
static bool passes(const struct state *s, unsigned t, unsigned lock)
{
	return s->forking && t == 0 && holds(&s->lock[lock], t) &&
	       !mutated(NO_PASSING);
}

static bool acquire(struct state *s, unsigned t, unsigned lock)
{
	return passes(s, t, lock) || take_lock(s->lock, LOCKS, lock, t);
}

static void release(struct state *s, unsigned t, unsigned lock)
{
	if (!passes(s, t, lock))
		drop_lock(&s->lock[lock], t);
}

static struct slot *slot_of(struct state *s, unsigned t)
{
	return &s->slot[s->thread[t].slot];
}

/* ---- what a thread may do ---------------------------------------------- */

enum {
	DO_MALLOC,
	DO_FREE,
	DO_FLUSH,
	DO_TAKE_PAGE,
	DO_FREE_PAGE,
	DO_DRAIN_ALL,
	DO_END,
	DO_GO_ON, /* thread 0: the next part of the fork; a thread */
	DO_NONE
};

static bool run_fork(struct state *s)
{
	if (!s->forked)
		return go(s, 0, s->forking ? FORK : PREPARE_REGISTRY);
	if (s->forking)
		return go(s, 0, s->forked == CHILD ? AFTER_FORK : LET_GO);
	if (s->forked == CHILD && !s->started) {
		s->started = true;
		return go(s, 1, SLOT);
	}
	return false;
}

/* Then the order of locks would tell, before the child does. */
static bool handlers_rest(void)
{
	return mutated(REGISTRY_OPEN) || mutated(CLASS_OPEN) ||
	       mutated(OWN_CACHE_OPEN) || mutated(STRIPE_OPEN);
}

/* To spare states thread 0 uses the heap around the fork and in the child. */
static bool may(const struct state *s, unsigned t, unsigned what)
{
	if (t == 2)
		return what == DO_END;
	if (t == 1)
		return what != DO_GO_ON;
	if (what == DO_END)
		return s->forked && !s->forking;
	if (what == DO_GO_ON)
		return true;
	return s->forking ? !handlers_rest() : s->forked == CHILD;
}

static bool take_page(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->back = RUN;
	if (!try_lock(s->lock, LOCKS, me->slot, t))
		return go(s, t, TAKE);
	return go(s, t, PAGE_POP_LOAD);
}

static bool free_page(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->back = RUN;
	me->pages = s->used & -s->used;
	s->used &= (uint8_t)~me->pages;
	if (!try_lock(s->lock, LOCKS, me->slot, t))
		return go(s, t, PUT);
	return go(s, t, PAGE_PUSH_LOAD);
}

static bool drain_slot(struct state *s, unsigned t, unsigned slot,
		       unsigned back)
{
	s->thread[t].drain = (uint8_t)slot;
	s->thread[t].back = (uint8_t)back;
	return go(s, t, DRAIN);
}

/* Out of the stack first. */
static bool flush_stack(struct state *s, unsigned t, unsigned back)
{
	struct thread *me = &s->thread[t];

	me->objects = slot_of(s, t)->stack;
	slot_of(s, t)->stack = 0;
	me->back = (uint8_t)back;
	return go(s, t, FLUSH);
}

/* The states are written first, the stack's top after. */
static bool run(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned what = choose(DO_NONE);

	if (!may(s, t, what))
		return false;
	switch (what) {
	case DO_MALLOC:
		me->objects = slot_of(s, t)->stack;
		return go(s, t, me->objects ? POP : REFILL);
	case DO_FREE:
		me->objects = s->user;
		s->user = 0;
		return me->objects && go(s, t, PUSH);
	case DO_FLUSH:
		return slot_of(s, t)->stack && flush_stack(s, t, RUN);
	case DO_TAKE_PAGE:
		return take_page(s, t);
	case DO_FREE_PAGE:
		return s->used && free_page(s, t);
	case DO_DRAIN_ALL:
		me->drained = (uint8_t)(1u << me->slot);
		return drain_slot(s, t, me->slot, NEXT);
	case DO_END:
		return flush_stack(s, t, LEAVE);
	default:
		return run_fork(s);
	}
}

/* ---- objects ----------------------------------------------------------- */

static bool pop(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	slot_of(s, t)->stack &= (uint8_t)~me->objects;
	s->user |= me->objects;
	me->objects = 0;
	return go(s, t, RUN);
}

static bool push(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	slot_of(s, t)->stack |= me->objects;
	me->objects = 0;
	return go(s, t, RUN);
}

static bool refill(struct state *s, unsigned t)
{
	return acquire(s, t, CLASS) && go(s, t, REFILL_LOAD);
}

static bool refill_load(struct state *s, unsigned t)
{
	s->thread[t].word = s->slab;
	return go(s, t, REFILL_STORE);
}

static bool refill_store(struct state *s, unsigned t)
{
	s->slab = 0;
	slot_of(s, t)->stack |= s->thread[t].word;
	release(s, t, CLASS);
	return go(s, t, RUN);
}

static bool flush(struct state *s, unsigned t)
{
	return acquire(s, t, CLASS) && go(s, t, FLUSH_LOAD);
}

static bool flush_load(struct state *s, unsigned t)
{
	s->thread[t].word = s->slab;
	return go(s, t, FLUSH_STORE);
}

static bool flush_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	s->slab = me->word | me->objects;
	me->objects = me->word = 0;
	release(s, t, CLASS);
	if (me->back == LEAVE)
		return drain_slot(s, t, me->slot, LEAVE);
	return go(s, t, RUN);
}

/* ---- pages ------------------------------------------------------------- */

static bool page_pop_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = slot_of(s, t)->parked;
	return go(s, t, me->word ? PAGE_POP_STORE : TAKE);
}

static bool page_pop_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	uint8_t page = me->word & -me->word;

	slot_of(s, t)->parked = me->word & (uint8_t)~page;
	s->used |= page;
	release(s, t, me->slot);
	return go(s, t, RUN);
}

/* From the stripe, with the page cache's lock or past it. */
static bool take(struct state *s, unsigned t)
{
	return acquire(s, t, STRIPE) && go(s, t, TAKE_LOAD);
}

static bool take_load(struct state *s, unsigned t)
{
	s->thread[t].word = s->free;
	return go(s, t, TAKE_STORE);
}

static bool take_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	uint8_t page = me->word & -me->word;

	s->free = me->word & (uint8_t)~page;
	s->used |= page;
	release(s, t, STRIPE);
	if (holds(&s->lock[me->slot], t))
		release(s, t, me->slot);
	return go(s, t, RUN);
}

static bool page_push_load(struct state *s, unsigned t)
{
	s->thread[t].word = slot_of(s, t)->parked;
	return go(s, t, PAGE_PUSH_STORE);
}

static bool page_push_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	slot_of(s, t)->parked = me->word | me->pages;
	me->pages = 0;
	release(s, t, me->slot);
	return go(s, t, RUN);
}

static bool put(struct state *s, unsigned t)
{
	return acquire(s, t, STRIPE) && go(s, t, PUT_LOAD);
}

static bool put_load(struct state *s, unsigned t)
{
	s->thread[t].word = s->free;
	return go(s, t, PUT_STORE);
}

static bool put_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	s->free = me->word | me->pages;
	me->pages = me->word = 0;
	release(s, t, STRIPE);
	return go(s, t, me->back);
}

static bool drain(struct state *s, unsigned t)
{
	return acquire(s, t, s->thread[t].drain) && go(s, t, DRAIN_LOAD);
}

static bool drain_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = s->slot[me->drain].parked;
	return go(s, t, DRAIN_STORE);
}

static bool drain_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->pages = me->word;
	s->slot[me->drain].parked = me->word = 0;
	return go(s, t, DRAINED);
}

static bool drained(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	release(s, t, me->drain);
	me->drain = 0;
	return go(s, t, me->pages ? PUT : me->back);
}

/* ---- threads ----------------------------------------------------------- */

/* registry_drain_all: around a fork the other caches may stay locked. */
static bool next(struct state *s, unsigned t)
{
	if (passes(s, t, REGISTRY) && !mutated(DRAINS_OTHERS))
		return go(s, t, RUN);
	return acquire(s, t, REGISTRY) && go(s, t, NEXT_FOUND);
}

static bool next_found(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	release(s, t, REGISTRY);
	for (unsigned i = 0; i < SLOTS; i++) {
		if (!s->slot[i].live || me->drained >> i & 1)
			continue;
		me->drained |= (uint8_t)(1u << i);
		return drain_slot(s, t, i, NEXT);
	}
	return go(s, t, RUN);
}

static bool leave(struct state *s, unsigned t)
{
	return acquire(s, t, REGISTRY) && go(s, t, LEFT);
}

static bool left(struct state *s, unsigned t)
{
	slot_of(s, t)->live = slot_of(s, t)->owned = false;
	release(s, t, REGISTRY);
	s->thread[t] = (struct thread){ 0 };
	return go(s, t, ENDED);
}

static bool take_slot(struct state *s, unsigned t)
{
	return acquire(s, t, REGISTRY) && go(s, t, SLOT_FOUND);
}

static bool slot_found(struct state *s, unsigned t)
{
	unsigned i = choose(SLOTS);

	if (s->slot[i].owned)
		return false;
	s->slot[i].owned = true;
	s->thread[t].slot = (uint8_t)i;
	release(s, t, REGISTRY);
	return go(s, t, JOIN);
}

static bool join(struct state *s, unsigned t)
{
	return acquire(s, t, REGISTRY) && go(s, t, JOINED);
}

static bool joined(struct state *s, unsigned t)
{
	slot_of(s, t)->live = true;
	release(s, t, REGISTRY);
	return go(s, t, RUN);
}

/* ---- the fork ---------------------------------------------------------- */

/* Takes a lock for the fork, unless the mutation leaves it out. */
static bool hold(struct state *s, unsigned lock, unsigned left_out,
		 unsigned next_pc)
{
	if (!mutated(left_out) && !acquire(s, 0, lock))
		return false;
	return go(s, 0, next_pc);
}

static bool prepare_registry(struct state *s, unsigned t)
{
	if (mutated(CLASS_FIRST) && !holds(&s->lock[CLASS], t))
		return go(s, t, PREPARE_CLASS);
	return hold(s, REGISTRY, REGISTRY_OPEN,
		    mutated(CLASS_FIRST) ? PREPARE_CACHE : PREPARE_CLASS);
}

static bool prepare_class(struct state *s, unsigned t)
{
	(void)t;
	return hold(s, CLASS, CLASS_OPEN,
		    mutated(CLASS_FIRST) ? PREPARE_REGISTRY : PREPARE_CACHE);
}

static bool prepare_cache(struct state *s, unsigned t)
{
	return hold(s, s->thread[t].slot, OWN_CACHE_OPEN, PREPARE_STRIPE);
}

static bool prepare_stripe(struct state *s, unsigned t)
{
	(void)t;
	if (!hold(s, STRIPE, STRIPE_OPEN, RUN))
		return false;
	s->forking = true;
	return true;
}

/* Only the calling thread goes on in the child. */
static void vanish(struct state *s, unsigned t)
{
	struct thread *gone = &s->thread[t];

	for (unsigned i = 0; i < LOCKS; i++)
		vanish_with(&s->lock[i], t);
	s->lost |= gone->objects;
	*gone = (struct thread){ 0 };
	s->pc[t] = ENDED;
}

static bool do_fork(struct state *s, unsigned t)
{
	s->forked = choose(2) ? CHILD : PARENT;
	for (unsigned other = 1; s->forked == CHILD && other < THREADS; other++)
		vanish(s, other);
	return go(s, t, RUN);
}

static unsigned known_pages(const struct state *s)
{
	unsigned pages = s->used | s->free | s->lost_pages;

	for (unsigned i = 0; i < SLOTS; i++)
		pages |= s->slot[i].parked;
	for (unsigned t = 0; t < THREADS; t++)
		pages |= s->thread[t].pages;
	return pages;
}

static void lose_slot(struct state *s, unsigned i)
{
	struct slot *slot = &s->slot[i];

	if (mutated(STACK_FLUSHED))
		s->slab |= slot->stack;
	else
		s->lost |= slot->stack;
	s->lost_pages |= slot->parked;
	*slot = (struct slot){ .live = mutated(SLOT_KEPT),
			       .owned = mutated(SLOT_KEPT) };
	if (!mutated(CACHE_KEPT))
		s->lock[i].holder = 0;
}

static bool after_fork(struct state *s, unsigned t)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		if (i == s->thread[t].slot)
			continue;
		if (s->slot[i].live)
			lose_slot(s, i);
		else if (!mutated(FREE_SLOT_KEPT))
			s->lock[i].holder = 0;
	}
	/* lose_in_flight */
	if (!mutated(HANDS_FORGOTTEN))
		s->lost_pages |=
			(uint8_t)(((1u << PAGES) - 1) & ~known_pages(s));
	return go(s, t, LET_GO);
}

/* One step for all locks: who waits goes on after the last as well. */
static bool let_go(struct state *s, unsigned t)
{
	s->forking = false;
	for (unsigned i = 0; i < LOCKS; i++)
		if (holds(&s->lock[i], t))
			s->lock[i].holder = 0;
	return go(s, t, RUN);
}

/* ---- what must hold ---------------------------------------------------- */

static unsigned places(const struct state *s, unsigned o)
{
	unsigned n = (s->user >> o & 1) + (s->slab >> o & 1) +
		     (s->lost >> o & 1),
		 stacked = 0, in_hand = 0;

	for (unsigned i = 0; i < SLOTS; i++)
		stacked += s->slot[i].stack >> o & 1;
	for (unsigned t = 0; t < THREADS; t++)
		in_hand += s->thread[t].objects >> o & 1;
	/* It is still on the stack that it is popped from, or was. */
	if (in_hand || s->lost >> o & 1)
		stacked = 0;
	return n + stacked + in_hand;
}

static unsigned page_places(const struct state *s, unsigned page)
{
	unsigned n = (s->used >> page & 1) + (s->free >> page & 1) +
		     (s->lost_pages >> page & 1);

	for (unsigned i = 0; i < SLOTS; i++)
		n += s->slot[i].parked >> page & 1;
	for (unsigned t = 0; t < THREADS; t++)
		n += s->thread[t].pages >> page & 1;
	return n;
}

static void check(const struct state *s)
{
	/* Just after the fork what was in hand is not lost yet. */
	bool counted = s->forked != CHILD || !s->forking;

	for (unsigned o = 0; o < OBJECTS; o++)
		if (places(s, o) != 1)
			violates("O1: an object is not in exactly one place");
	for (unsigned page = 0; page < PAGES; page++)
		if (page_places(s, page) > 1 ||
		    (counted && !page_places(s, page)))
			violates("B4: a page is not in exactly one place");
}

static void start(struct state *s)
{
	for (unsigned i = 0; i < LOCKS; i++)
		s->lock[i].rank = RANK_PCP;
	s->lock[REGISTRY].rank = RANK_THREADS;
	s->lock[CLASS].rank = RANK_CLASS;
	s->lock[STRIPE].rank = RANK_STRIPE;
	s->slot[0] = (struct slot){ .live = true, .owned = true, .parked = 1 };
	s->slot[2] = (struct slot){ .live = true, .owned = true };
	s->thread[2].slot = 2;
	s->pc[0] = s->pc[2] = RUN;
	s->pc[1] = SLOT;
	s->slab = 1;
	s->free = 2;
}

static const struct step steps[NR_STEPS] = {
	[RUN] = { "thread_alloc", run },
	[POP] = { "stack_pop", pop },
	[REFILL] = { "slabs_refill", refill },
	[REFILL_LOAD] = { "slab_take", refill_load },
	[REFILL_STORE] = { "slab_take", refill_store },
	[PUSH] = { "thread_free", push },
	[FLUSH] = { "slabs_flush", flush },
	[FLUSH_LOAD] = { "slab_put", flush_load },
	[FLUSH_STORE] = { "slab_put", flush_store },
	[PAGE_POP_LOAD] = { "pcp_alloc", page_pop_load },
	[PAGE_POP_STORE] = { "hand_out", page_pop_store },
	[TAKE] = { "stripe_take", take },
	[TAKE_LOAD] = { "buddy_take", take_load },
	[TAKE_STORE] = { "buddy_take", take_store },
	[PAGE_PUSH_LOAD] = { "pcp_free", page_push_load },
	[PAGE_PUSH_STORE] = { "push", page_push_store },
	[PUT] = { "stripe_put", put },
	[PUT_LOAD] = { "buddy_put", put_load },
	[PUT_STORE] = { "buddy_put", put_store },
	[DRAIN] = { "pcp_drain", drain },
	[DRAIN_LOAD] = { "trim_stack", drain_load },
	[DRAIN_STORE] = { "trim_stack", drain_store },
	[DRAINED] = { "pcp_drain", drained },
	[NEXT] = { "registry_drain_all", next },
	[NEXT_FOUND] = { "next_undrained", next_found },
	[LEAVE] = { "registry_leave", leave },
	[LEFT] = { "retire", left },
	[SLOT] = { "slot_alloc", take_slot },
	[SLOT_FOUND] = { "slot_alloc", slot_found },
	[JOIN] = { "registry_join", join },
	[JOINED] = { "registry_join", joined },
	[PREPARE_REGISTRY] = { "prepare", prepare_registry },
	[PREPARE_CLASS] = { "slabs_each_lock", prepare_class },
	[PREPARE_CACHE] = { "lock_hold_for_fork", prepare_cache },
	[PREPARE_STRIPE] = { "buddy_each_lock", prepare_stripe },
	[FORK] = { "lock_set_forking", do_fork },
	[AFTER_FORK] = { "registry_after_fork", after_fork },
	[LET_GO] = { "let_go", let_go },
};

MODEL_MAIN("fork", forget)
