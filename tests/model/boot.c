/* SPDX-License-Identifier: MIT */
/*
 * model/boot.c - the first use of the heap, by several threads at once
 *
 * Three threads ask for the heap as often as they like, and use it.  The kernel
 * may refuse each part of it; then what there is is undone, the call fails, and
 * the next call tries again.  While a thread makes it a signal handler may
 * allocate.  Thread 0 forks once; the model goes on in the parent, or in the
 * child, where the others are gone.
 *
 *   I1  one thread makes the heap, and nothing is left of what was refused
 *   I2  who uses the heap finds all of it, and it stays
 *   I3  a call fails only after the kernel refused something during it
 *   no thread waits for one that is gone
 */
#include "model/locks.h"

enum { THREADS = 3 };

enum {
	NONE,
	LOOKS_THEN_BEGINS,
	READY_FIRST,
	NOT_UNDONE,
	UNDONE_LATE,
	WAITED_ENOUGH,
	NOT_WAITED,
	KNOWS_NOT_ITSELF,
	CAUGHT_MAKING,
	CAUGHT_USING,
	KEPT_FOR_GOOD,
	NR_MUTATIONS
};

static const struct mutation mutations[NR_MUTATIONS] = {
	[LOOKS_THEN_BEGINS] = { "whether to begin is looked at before", "I1" },
	[READY_FIRST] = { "the heap is said to be ready before it is", "I2" },
	[NOT_UNDONE] = { "what was reserved for a heap that fails is kept",
			 "I1" },
	[UNDONE_LATE] = { "another may try before the last try is undone",
			  "I1" },
	[WAITED_ENOUGH] = { "who waited takes the heap for made", "I2" },
	[NOT_WAITED] = { "who finds another at it fails", "I3" },
	[KNOWS_NOT_ITSELF] = { "a handler waits for the thread it interrupted",
			       "deadlock" },
	[CAUGHT_MAKING] = { "others may make the heap during the fork",
			    "deadlock" },
	[CAUGHT_USING] = { "... even if the child forgets what is half made",
			   "deadlock" },
	[KEPT_FOR_GOOD] = { "after the fork no thread may make the heap",
			    "deadlock" },
};

/* init_state */
enum { INIT_NONE, INIT_RUNNING, INIT_READY };

/* The parts, in the order in which they are made. */
enum { ARENA = 1, ZONES = 2, THREADS_KEY = 4, WHOLE = 7 };

struct thread {
	uint8_t refused; /* something, during its call */
	uint8_t uses;	 /* the heap */
	uint8_t looked;	 /* before it begins, in a mutation */
	uint8_t forks;	 /* its call is the fork's */
};

struct state {
	uint8_t pc[THREADS];
	uint8_t init;
	uint8_t made; /* parts */
	uint8_t forked;
	uint8_t kept;		/* thread 0 keeps others from making it */
	struct model_lock lock; /* of something in the heap */
	struct thread thread[THREADS];
};

enum {
	RUN = ENDED + 1,
	LOOK,
	BEGIN,
	WAIT,
	RESERVE,
	MAKE_ZONES,
	MAKE_KEY,
	PUBLISH,
	UNDO,
	GIVE_UP,
	USE,
	USED,
	HOLD,
	KEEP,
	FORK,
	AFTER_FORK,
	NR_STEPS
};

/* The end, malloc, or a fork. */
static bool run(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned what = choose(3);

	if (!what)
		return go(s, t, ENDED);
	if (what == 2 && (t || s->forked))
		return false;
	me->forks = what == 2;
	me->refused = false;
	return go(s, t, LOOK);
}

static bool fail(struct state *s, unsigned t)
{
	const struct thread *me = &s->thread[t];
	bool unguarded = mutated(CAUGHT_MAKING) || mutated(CAUGHT_USING);

	if (!me->refused)
		violates("I3: a call fails, and nothing was refused");
	if (me->forks)
		return go(s, t, unguarded ? FORK : KEEP);
	return go(s, t, RUN);
}

static bool succeed(struct state *s, unsigned t)
{
	return go(s, t, s->thread[t].forks ? HOLD : USE);
}

static bool look(struct state *s, unsigned t)
{
	return s->init == INIT_READY ? succeed(s, t) : go(s, t, BEGIN);
}

/* One compare and exchange. */
static bool begin(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (s->init != INIT_NONE && !me->looked)
		return mutated(NOT_WAITED) && s->init == INIT_RUNNING ?
			       fail(s, t) :
			       go(s, t, WAIT);
	me->looked = mutated(LOOKS_THEN_BEGINS) && !me->looked;
	if (me->looked)
		return true;
	s->init = INIT_RUNNING;
	return go(s, t, RESERVE);
}

/* Who waited in vain tries itself. */
static bool wait_for_maker(struct state *s, unsigned t)
{
	if (s->init == INIT_RUNNING)
		return false;
	if (s->init == INIT_READY || mutated(WAITED_ENOUGH))
		return succeed(s, t);
	return go(s, t, BEGIN);
}

/* Makes one part, or is refused; a handler that allocates gets nothing. */
static bool make(struct state *s, unsigned t, unsigned part, unsigned next)
{
	switch (choose(3)) {
	case 0:
		if (s->made & part)
			violates("I1: a part of the heap is made twice");
		s->made |= (uint8_t)part;
		return go(s, t, next);
	case 1:
		s->thread[t].refused = true;
		return go(s, t, mutated(UNDONE_LATE) ? GIVE_UP : UNDO);
	default:
		return !mutated(KNOWS_NOT_ITSELF) || go(s, t, WAIT);
	}
}

static bool reserve(struct state *s, unsigned t)
{
	if (mutated(READY_FIRST))
		s->init = INIT_READY;
	return make(s, t, ARENA, MAKE_ZONES);
}

static bool make_zones(struct state *s, unsigned t)
{
	return make(s, t, ZONES, MAKE_KEY);
}

static bool make_key(struct state *s, unsigned t)
{
	return make(s, t, THREADS_KEY, PUBLISH);
}

static bool publish(struct state *s, unsigned t)
{
	s->init = INIT_READY;
	return succeed(s, t);
}

static bool undo(struct state *s, unsigned t)
{
	if (s->init == INIT_READY)
		return go(s, t, AFTER_FORK);
	if (!mutated(NOT_UNDONE))
		s->made = 0;
	return mutated(UNDONE_LATE) ? fail(s, t) : go(s, t, GIVE_UP);
}

/* The next call may try again. */
static bool give_up(struct state *s, unsigned t)
{
	s->init = INIT_NONE;
	return mutated(UNDONE_LATE) ? go(s, t, UNDO) : fail(s, t);
}

/* The heap is in use from now on; its locks are held now and then. */
static bool use(struct state *s, unsigned t)
{
	s->thread[t].uses = true;
	return take_lock(&s->lock, 1, 0, t) && go(s, t, USED);
}

static bool used(struct state *s, unsigned t)
{
	drop_lock(&s->lock, t);
	return go(s, t, RUN);
}

/* ---- the fork ---------------------------------------------------------- */

/* Of a heap that is there all locks are held: see fork.c. */
static bool hold(struct state *s, unsigned t)
{
	return take_lock(&s->lock, 1, 0, t) && go(s, t, FORK);
}

/* One that could not be made shall not be made in between. */
static bool keep(struct state *s, unsigned t)
{
	if (s->init != INIT_NONE)
		return go(s, t, LOOK);
	s->init = INIT_RUNNING;
	s->kept = true;
	return go(s, t, FORK);
}

static bool do_fork(struct state *s, unsigned t)
{
	bool child = choose(2);

	s->forked = true;
	for (unsigned other = 1; child && other < THREADS; other++) {
		s->pc[other] = ENDED;
		s->thread[other].uses = false;
		vanish_with(&s->lock, other);
	}
	return go(s, t, child && mutated(CAUGHT_USING) ? UNDO : AFTER_FORK);
}

static bool after_fork(struct state *s, unsigned t)
{
	if (s->kept && !mutated(KEPT_FOR_GOOD))
		s->init = INIT_NONE;
	s->kept = false;
	if (holds(&s->lock, t))
		drop_lock(&s->lock, t);
	return go(s, t, RUN);
}

static void check(const struct state *s)
{
	for (unsigned t = 0; t < THREADS; t++)
		if (s->thread[t].uses && s->made != WHOLE)
			violates("I2: a thread uses a heap that is not whole");
	if (s->init == INIT_NONE && s->made)
		violates("I1: something is left of a heap that failed");
}

static void start(struct state *s)
{
	s->lock.rank = RANK_CLASS;
	for (unsigned t = 0; t < THREADS; t++)
		s->pc[t] = RUN;
}

static const struct step steps[NR_STEPS] = {
	[RUN] = { "thread_attach", run },
	[LOOK] = { "heap_boot", look },
	[BEGIN] = { "begin", begin },
	[WAIT] = { "boot_slow", wait_for_maker },
	[RESERVE] = { "arena_init", reserve },
	[MAKE_ZONES] = { "zones_init", make_zones },
	[MAKE_KEY] = { "threads_init", make_key },
	[PUBLISH] = { "boot", publish },
	[UNDO] = { "arena_exit", undo },
	[GIVE_UP] = { "boot", give_up },
	[USE] = { "registry_join", use },
	[USED] = { "registry_join", used },
	[HOLD] = { "lock_hold_for_fork", hold },
	[KEEP] = { "init_before_fork", keep },
	[FORK] = { "prepare", do_fork },
	[AFTER_FORK] = { "init_after_fork", after_fork },
};

MODEL_MAIN("boot", NULL)
