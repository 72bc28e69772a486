/* SPDX-License-Identifier: MIT */
/*
 * model/pcp.c - page caches, which their owners use and others drain
 *
 * Three pages and two threads, each with a slot that has a page cache.
 * Threads take and free pages, drain all page caches, end, and begin again
 * with a slot that is free, which may be another's.  The page layer is one
 * step; how full a cache may be and what is fetched is a choice.
 *
 * What the cache's lock guards is changed in two steps, a load and a store, so
 * that a change without the lock loses another.
 *
 *   B4  a page is in exactly one of: free, a page cache, use, a thread's
 *       hands; a slot without a thread has none
 *   P1  a page cache holds no more than it may, and counts it
 *   D1  what was parked when a thread asked all to drain, and was not used
 *       since, is free once that is done
 */
#include "model/locks.h"

enum { THREADS = 2, SLOTS = 2, PAGES = 3, HIGH = 2, MOST_REQUESTS = 2 };
enum { REGISTRY = SLOTS, LOCKS };

enum {
	NONE,
	OWNER_UNLOCKED,
	DRAINER_UNLOCKED,
	FREED_FIRST,
	NO_ROOM_MADE,
	INIT_AGAIN,
	INIT_LATE,
	NOT_DRAINED,
	DRAINED_IN_REGISTRY,
	DRAINED_ONCE,
	NOT_WAITED,
	NR_MUTATIONS
};

static const struct mutation mutations[NR_MUTATIONS] = {
	[OWNER_UNLOCKED] = { "the owner goes on when its try fails", "B4" },
	[DRAINER_UNLOCKED] = { "a drainer does not wait for the lock", "B4" },
	[FREED_FIRST] = { "what is drained is freed before it is taken out",
			  "B4" },
	[NO_ROOM_MADE] = { "a page is pushed without making room", "P1" },
	[INIT_AGAIN] = { "a slot's next thread sets its page cache up again",
			 "K1" },
	[INIT_LATE] = { "a slot is live before its page cache is set up",
			"B4" },
	[NOT_DRAINED] = { "a thread ends without draining its cache", "B4" },
	[DRAINED_IN_REGISTRY] = { "a drainer asks for the slot in the cache",
				  "K1" },
	[DRAINED_ONCE] = { "a slot that was drained counts as drained for good",
			   "D1" },
	[NOT_WAITED] = { "another drainer's pages are not waited for", "D1" },
};

struct slot {
	uint8_t parked; /* pages */
	uint8_t count;	/* of them */
	uint8_t ready;
	uint8_t live;
	uint8_t owned;	 /* a thread has it, has it still or has it yet */
	uint8_t drained; /* the last request it was drained for */
};

struct thread {
	uint8_t slot;
	uint8_t hands;	  /* pages */
	uint8_t word;	  /* loaded, to be stored */
	uint8_t pushing;  /* of the hands, what is to be parked */
	uint8_t draining; /* a slot */
	uint8_t request;
	uint8_t owed; /* pages that are to be free after the request */
	uint8_t back; /* the step after a drain */
};

struct state {
	uint8_t pc[THREADS];
	uint8_t wanted; /* the last request */
	uint8_t free, used;
	struct model_lock lock[LOCKS]; /* of each slot's cache; the registry */
	struct slot slot[SLOTS];
	struct thread thread[THREADS];
};

enum {
	RUN = ENDED + 1,
	ALLOC,
	POP_LOAD,
	POP_STORE,
	FETCH,
	POPPED,
	PUT,
	TRIM,
	PUSH_LOAD,
	PUSH_STORE,
	PUSHED,
	FREE_HANDS,
	DRAIN,
	DRAIN_LOAD,
	DRAIN_STORE,
	DRAINED,
	SURPLUS,
	REQUEST,
	NEXT,
	WAIT,
	LEAVE,
	ALLOC_SLOT,
	INIT,
	JOIN,
	NR_STEPS
};

MODEL_LOCKS(LOCKS)

/* The page layer; what is free or used is owed to nobody. */
static void settle(struct state *s, unsigned pages)
{
	for (unsigned t = 0; t < THREADS; t++)
		s->thread[t].owed &= (uint8_t)~pages;
}

static void free_pages(struct state *s, unsigned pages)
{
	s->free |= (uint8_t)pages;
	settle(s, pages);
}

/* ---- what a thread may do ---------------------------------------------- */

enum { DO_ALLOC, DO_DRAIN, DO_END, DO_FREE, DO_NONE = DO_FREE + PAGES };

static bool run(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned what = choose(DO_NONE), page = what - DO_FREE;

	if (what == DO_ALLOC)
		return go(s, t, ALLOC);
	if (what == DO_DRAIN)
		return s->wanted < MOST_REQUESTS && go(s, t, REQUEST);
	if (what == DO_END) {
		me->draining = me->slot;
		me->back = LEAVE;
		return go(s, t, mutated(NOT_DRAINED) ? LEAVE : DRAIN);
	}
	if (!(s->used >> page & 1))
		return false;
	s->used &= (uint8_t) ~(1u << page);
	me->hands = (uint8_t)(1u << page);
	return go(s, t, PUT);
}

/* ---- the owner takes --------------------------------------------------- */

/* Past the page cache when someone drains it. */
static bool alloc(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned pages = s->free;

	if (try_lock(s->lock, LOCKS, me->slot, t) || mutated(OWNER_UNLOCKED))
		return go(s, t, POP_LOAD);
	pages &= -pages;
	s->free &= (uint8_t)~pages;
	s->used |= (uint8_t)pages;
	return go(s, t, RUN);
}

static bool pop_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	const struct slot *slot = &s->slot[me->slot];

	if (!slot->ready)
		violates("B4: a page cache is used before it is set up");
	me->word = slot->parked;
	return go(s, t, me->word ? POP_STORE : FETCH);
}

static bool pop_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct slot *slot = &s->slot[me->slot];

	me->hands = me->word & -me->word;
	slot->parked = me->word & (uint8_t)~me->hands;
	slot->count--;
	me->word = 0;
	return go(s, t, POPPED);
}

/* A page for the request, or one more to be parked, or none. */
static bool fetch(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct slot *slot = &s->slot[me->slot];
	unsigned first = s->free & -s->free, rest = s->free & ~first;

	if (choose(2)) {
		if (!rest)
			return false;
		rest &= -rest;
		slot->parked |= (uint8_t)rest;
		slot->count++;
	} else {
		rest = 0;
	}
	s->free &= (uint8_t) ~(first | rest);
	me->hands = (uint8_t)first;
	return go(s, t, POPPED);
}

static bool popped(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!mutated(OWNER_UNLOCKED) || holds(&s->lock[me->slot], t))
		release(s, t, me->slot);
	s->used |= me->hands;
	settle(s, me->hands);
	me->hands = 0;
	return go(s, t, RUN);
}

/* ---- the owner frees --------------------------------------------------- */

static bool put(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!try_lock(s->lock, LOCKS, me->slot, t) && !mutated(OWNER_UNLOCKED))
		return go(s, t, FREE_HANDS);
	me->pushing = me->hands;
	if (s->slot[me->slot].count < HIGH || mutated(NO_ROOM_MADE))
		return go(s, t, PUSH_LOAD);
	return go(s, t, TRIM);
}

/* Refuses the page, or takes out what was there: some or all. */
static bool trim(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct slot *slot = &s->slot[me->slot];
	unsigned what = choose(3);
	uint8_t out = what == 1 ? slot->parked & -slot->parked : slot->parked;

	if (!what) {
		me->pushing = 0;
		return go(s, t, PUSHED);
	}
	slot->parked &= (uint8_t)~out;
	slot->count -= (uint8_t)nr_in(out);
	me->hands |= out;
	settle(s, out);
	return go(s, t, PUSH_LOAD);
}

static bool push_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = s->slot[me->slot].parked;
	return go(s, t, PUSH_STORE);
}

static bool push_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct slot *slot = &s->slot[me->slot];

	slot->parked = me->word | me->pushing;
	slot->count++;
	me->hands &= (uint8_t)~me->pushing;
	me->pushing = me->word = 0;
	return go(s, t, PUSHED);
}

static bool pushed(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!mutated(OWNER_UNLOCKED) || holds(&s->lock[me->slot], t))
		release(s, t, me->slot);
	return go(s, t, me->hands ? FREE_HANDS : RUN);
}

static bool free_hands(struct state *s, unsigned t)
{
	free_pages(s, s->thread[t].hands);
	s->thread[t].hands = 0;
	return go(s, t, RUN);
}

/* ---- anybody drains ---------------------------------------------------- */

static bool drain(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!mutated(DRAINER_UNLOCKED) && !acquire(s, t, me->draining))
		return false;
	if (!s->slot[me->draining].ready)
		violates("B4: a page cache is drained before it is set up");
	return go(s, t, DRAIN_LOAD);
}

static bool drain_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = s->slot[me->draining].parked;
	if (mutated(FREED_FIRST))
		free_pages(s, me->word);
	return go(s, t, DRAIN_STORE);
}

static bool drain_store(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct slot *slot = &s->slot[me->draining];

	if (!mutated(FREED_FIRST))
		me->hands = me->word;
	slot->parked = slot->count = 0;
	me->word = 0;
	return go(s, t, DRAINED);
}

static bool drained(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (mutated(DRAINED_IN_REGISTRY) && !acquire(s, t, REGISTRY))
		return false;
	if (!mutated(DRAINER_UNLOCKED))
		release(s, t, me->draining);
	return go(s, t, SURPLUS);
}

/* Without the lock. */
static bool surplus(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	free_pages(s, me->hands);
	me->hands = me->draining = 0;
	return go(s, t, me->back);
}

/* ---- all are drained --------------------------------------------------- */

/* The thread's own cache comes first. */
static bool request(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->request = ++s->wanted;
	for (unsigned i = 0; i < SLOTS; i++)
		me->owed |= s->slot[i].live ? s->slot[i].parked : 0;
	me->draining = me->slot;
	me->back = NEXT;
	return go(s, t, DRAIN);
}

/* next_undrained, all of it under the registry's lock. */
static bool next(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (s->lock[REGISTRY].holder)
		return false;
	for (unsigned i = 0; i < SLOTS; i++) {
		struct slot *slot = &s->slot[i];
		bool once = mutated(DRAINED_ONCE) && slot->drained;

		if (!slot->live || slot->drained >= me->request || once)
			continue;
		slot->drained = me->request;
		me->draining = (uint8_t)i;
		return go(s, t, DRAIN);
	}
	return go(s, t, WAIT);
}

/* Whether a thread takes pages out of caches in order to free them. */
static bool in_flight(const struct state *s, unsigned t)
{
	return (s->pc[t] >= DRAIN && s->pc[t] <= SURPLUS) ||
	       (s->thread[t].request && s->pc[t] != WAIT);
}

/* src gives up on a thread that does not run. */
static bool wait_for_others(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	for (unsigned i = 0; i < THREADS; i++)
		if (in_flight(s, i) && !mutated(NOT_WAITED))
			return false;
	if (me->owed)
		violates("D1: what was parked is not free after a drain");
	me->request = me->owed = me->back = 0;
	return go(s, t, RUN);
}

/* ---- threads end and begin --------------------------------------------- */

/* registry_leave; another thread may follow. */
static bool leave(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct slot *slot = &s->slot[me->slot];
	bool again = choose(2);

	if (s->lock[REGISTRY].holder)
		return false;
	slot->live = slot->owned = false;
	*me = (struct thread){ 0 };
	return go(s, t, again ? ALLOC_SLOT : ENDED);
}

static bool alloc_slot(struct state *s, unsigned t)
{
	unsigned i = choose(SLOTS);
	struct slot *slot = &s->slot[i];

	if (slot->owned || s->lock[REGISTRY].holder)
		return false;
	slot->owned = true;
	s->thread[t].slot = (uint8_t)i;
	if (mutated(INIT_LATE))
		return go(s, t, JOIN);
	return go(s, t, slot->ready && !mutated(INIT_AGAIN) ? JOIN : INIT);
}

/* pcp_init, of a slot that is new. */
static bool init(struct state *s, unsigned t)
{
	struct slot *slot = &s->slot[s->thread[t].slot];

	s->lock[s->thread[t].slot].holder = 0;
	slot->parked = slot->count = 0;
	slot->ready = true;
	return go(s, t, mutated(INIT_LATE) ? RUN : JOIN);
}

static bool join(struct state *s, unsigned t)
{
	struct slot *slot = &s->slot[s->thread[t].slot];

	if (s->lock[REGISTRY].holder)
		return false;
	slot->live = true;
	return go(s, t, slot->ready ? RUN : INIT);
}

/* ---- what must hold ---------------------------------------------------- */

static unsigned places(const struct state *s, unsigned page)
{
	unsigned n = (s->free >> page & 1) + (s->used >> page & 1);

	for (unsigned i = 0; i < SLOTS; i++)
		n += s->slot[i].parked >> page & 1;
	for (unsigned t = 0; t < THREADS; t++)
		n += s->thread[t].hands >> page & 1;
	return n;
}

static void check(const struct state *s)
{
	for (unsigned page = 0; page < PAGES; page++)
		if (places(s, page) != 1)
			violates("B4: a page is not in exactly one place");
	for (unsigned i = 0; i < SLOTS; i++) {
		const struct slot *slot = &s->slot[i];

		if (!slot->owned && slot->parked)
			violates("B4: a slot without a thread has pages");
		if (s->lock[i].holder)
			continue;
		if (slot->count > HIGH)
			violates("P1: a page cache holds more than it may");
		if (slot->count != nr_in(slot->parked))
			violates("P1: a page cache miscounts its pages");
	}
}

static void start(struct state *s)
{
	for (unsigned i = 0; i < LOCKS; i++)
		s->lock[i].rank = i == REGISTRY ? RANK_THREADS : RANK_PCP;
	for (unsigned t = 0; t < THREADS; t++)
		s->pc[t] = ALLOC_SLOT;
	s->free = (1 << PAGES) - 1;
}

static const struct step steps[NR_STEPS] = {
	[RUN] = { "run_alloc", run },
	[ALLOC] = { "pcp_alloc", alloc },
	[POP_LOAD] = { "take_block", pop_load },
	[POP_STORE] = { "take_block", pop_store },
	[FETCH] = { "refill", fetch },
	[POPPED] = { "hand_out", popped },
	[PUT] = { "pcp_free", put },
	[TRIM] = { "make_room", trim },
	[PUSH_LOAD] = { "push", push_load },
	[PUSH_STORE] = { "push", push_store },
	[PUSHED] = { "free_slow", pushed },
	[FREE_HANDS] = { "page_free", free_hands },
	[DRAIN] = { "pcp_drain", drain },
	[DRAIN_LOAD] = { "trim_stack", drain_load },
	[DRAIN_STORE] = { "trim_stack", drain_store },
	[DRAINED] = { "pcp_drain", drained },
	[SURPLUS] = { "free_surplus", surplus },
	[REQUEST] = { "registry_drain_all", request },
	[NEXT] = { "next_undrained", next },
	[WAIT] = { "reclaim_wait", wait_for_others },
	[LEAVE] = { "registry_leave", leave },
	[ALLOC_SLOT] = { "slot_alloc", alloc_slot },
	[INIT] = { "pcp_init", init },
	[JOIN] = { "registry_join", join },
};

MODEL_MAIN("pcp", NULL)
