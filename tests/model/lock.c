/* SPDX-License-Identifier: MIT */
/*
 * model/lock.c - a lock's word and those who sleep on it
 *
 * Three threads and one lock, of one of two kinds.  A common lock all threads
 * acquire and release.  A page cache's lock its owner, thread 0, only tries,
 * and releases by a plain store; the others poll for it.  Of either kind
 * thread 0 may hold the lock for a fork.  Threads end when they like.
 *
 *   L1  one thread at a time has the lock
 *   no thread sleeps while nobody is left to wake it
 */
#include "model/checker.h"
#include "os/lock.h"

enum { THREADS = 3 };

enum {
	NONE,
	TAKEN_IN_TWO,
	NOT_WOKEN,
	WOKEN_FIRST,
	RELEASED_IN_TWO,
	NOT_ANNOUNCED,
	ANNOUNCED_ONCE,
	SLEEPS_UNSEEN,
	OWNER_WAITED_FOR,
	NAP_TAKES_WAKE_UP,
	FORK_WAKES_NONE,
	NR_MUTATIONS
};

static const struct mutation mutations[NR_MUTATIONS] = {
	[TAKEN_IN_TWO] = { "a try loads and stores", "L1" },
	[NOT_WOKEN] = { "a release wakes nobody", "deadlock" },
	[WOKEN_FIRST] = { "a release wakes before it frees", "deadlock" },
	[RELEASED_IN_TWO] = { "a release loads and stores", "deadlock" },
	[NOT_ANNOUNCED] = { "who sleeps does not say so", "deadlock" },
	[ANNOUNCED_ONCE] = { "who was woken does not speak for the others",
			     "deadlock" },
	[SLEEPS_UNSEEN] = { "the word is not compared when falling asleep",
			    "deadlock" },
	[OWNER_WAITED_FOR] = { "an owner who wakes nobody is waited for",
			       "deadlock" },
	[NAP_TAKES_WAKE_UP] = { "who naps does not speak for who sleeps",
				"deadlock" },
	[FORK_WAKES_NONE] = { "after a fork nobody is woken", "deadlock" },
};

enum { COMMON, OWNED, NR_KINDS };

struct thread {
	uint8_t asleep;
	uint8_t word;	/* as it was loaded */
	uint8_t napped; /* the spins are over */
	uint8_t looked; /* at a free lock, in a mutation */
	uint8_t forks;	/* it wants the lock for a fork, or has it so */
};

struct state {
	uint8_t pc[THREADS];
	uint8_t kind;
	uint8_t chosen; /* the kind is */
	uint8_t word;	/* enum lock_word */
	struct thread thread[THREADS];
};

enum {
	CHOOSE = ENDED + 1,
	RUN,
	TRY,
	LOAD,
	ANNOUNCE,
	SLEEP,
	ASLEEP,
	POLL,
	POLL_LOAD,
	POLL_TRY,
	NAP,
	NAPPING,
	HOLD,
	HAVE,
	RELEASE,
	WAKE,
	RELEASE_OWNER,
	RELEASE_FORK,
	WAKE_ALL,
	NR_STEPS
};

static void forget(struct state *s, unsigned t)
{
	if (s->pc[t] == RUN)
		s->thread[t] = (struct thread){ 0 };
}

static bool choose_kind(struct state *s, unsigned t)
{
	if (t == 0) {
		s->kind = (uint8_t)choose(NR_KINDS);
		s->chosen = true;
	}
	return s->chosen && go(s, t, RUN);
}

static bool run(struct state *s, unsigned t)
{
	bool polls = s->kind == OWNED && t && !mutated(OWNER_WAITED_FOR);

	switch (choose(3)) {
	case 0:
		return go(s, t, ENDED);
	case 1:
		return go(s, t, polls ? POLL : TRY);
	default:
		s->thread[t].forks = true;
		return t == 0 && go(s, t, TRY);
	}
}

/* lock_try_word: a compare and exchange. */
static bool try_word(struct state *s)
{
	if (s->word != LOCK_FREE)
		return false;
	s->word = LOCK_HELD;
	return true;
}

static bool have(struct state *s, unsigned t)
{
	return go(s, t, s->thread[t].forks ? HOLD : HAVE);
}

/* An owner who fails goes without; others spin a while, or not. */
static bool try_lock(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (mutated(TAKEN_IN_TWO) && s->word == LOCK_FREE && !me->looked) {
		me->looked = true;
		return true;
	}
	if (try_word(s) || me->looked)
		return have(s, t);
	return go(s, t, s->kind == OWNED && !t && !me->forks ? RUN : LOAD);
}

static bool load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = s->word;
	if (me->word == LOCK_FREE && mutated(ANNOUNCED_ONCE))
		return go(s, t, TRY);
	if (me->word == LOCK_FREE || me->word == LOCK_HELD)
		return go(s, t,
			  mutated(NOT_ANNOUNCED) && me->word ? SLEEP :
							       ANNOUNCE);
	return go(s, t, SLEEP);
}

/* Makes the word LOCK_WAITED_FOR if it is what was loaded. */
static bool announce(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (s->word != me->word)
		return go(s, t, LOAD);
	s->word = LOCK_WAITED_FOR;
	return me->word == LOCK_FREE ? have(s, t) : go(s, t, LOAD);
}

/* The kernel compares the word and puts the thread to sleep, in one. */
static bool sleep(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (s->word != me->word && !mutated(SLEEPS_UNSEEN))
		return go(s, t, LOAD);
	me->asleep = true;
	return go(s, t, ASLEEP);
}

static bool asleep(struct state *s, unsigned t)
{
	return !s->thread[t].asleep && go(s, t, LOAD);
}

/* ---- who polls --------------------------------------------------------- */

static bool poll(struct state *s, unsigned t)
{
	return try_word(s) ? go(s, t, HAVE) : go(s, t, POLL_LOAD);
}

static bool poll_load(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->word = s->word;
	if (me->word == LOCK_FREE)
		return go(s, t, POLL_TRY);
	/* The spins are over at some time. */
	return choose(2) && go(s, t, NAP);
}

/* After a nap it speaks for others who may sleep. */
static bool poll_try(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!me->napped || mutated(NAP_TAKES_WAKE_UP))
		return go(s, t, try_word(s) ? HAVE : POLL_LOAD);
	if (s->word != LOCK_FREE)
		return go(s, t, POLL_LOAD);
	s->word = LOCK_WAITED_FOR;
	return go(s, t, HAVE);
}

static bool nap(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->napped = true;
	if (s->word != me->word)
		return go(s, t, POLL_LOAD);
	me->asleep = true;
	return go(s, t, NAPPING);
}

/* Woken, or the time is over. */
static bool napping(struct state *s, unsigned t)
{
	s->thread[t].asleep = false;
	return go(s, t, POLL_LOAD);
}

/* ---- who has it -------------------------------------------------------- */

static bool hold(struct state *s, unsigned t)
{
	s->word = LOCK_HELD_BY_FORK;
	return go(s, t, HAVE);
}

static bool use(struct state *s, unsigned t)
{
	if (s->thread[t].forks)
		return go(s, t, RELEASE_FORK);
	if (s->kind == OWNED && !t)
		return go(s, t, RELEASE_OWNER);
	s->thread[t].word = s->word;
	return go(s, t, mutated(WOKEN_FIRST) ? WAKE : RELEASE);
}

static bool release(struct state *s, unsigned t)
{
	uint8_t old = mutated(RELEASED_IN_TWO) ? s->thread[t].word : s->word;
	bool wakes = old == LOCK_WAITED_FOR && !mutated(NOT_WOKEN);

	s->word = LOCK_FREE;
	return go(s, t, wakes && !mutated(WOKEN_FIRST) ? WAKE : RUN);
}

/* Any one that sleeps, if there is one. */
static bool wake(struct state *s, unsigned t)
{
	unsigned sleeper = choose(THREADS + 1);
	bool any = false;

	for (unsigned i = 0; i < THREADS; i++)
		any |= s->thread[i].asleep;
	if (any != (sleeper < THREADS) || (any && !s->thread[sleeper].asleep))
		return false;
	if (any)
		s->thread[sleeper].asleep = false;
	return go(s, t, mutated(WOKEN_FIRST) ? RELEASE : RUN);
}

static bool release_owner(struct state *s, unsigned t)
{
	s->word = LOCK_FREE;
	return go(s, t, RUN);
}

static bool release_fork(struct state *s, unsigned t)
{
	s->word = LOCK_FREE;
	return go(s, t, mutated(FORK_WAKES_NONE) ? RUN : WAKE_ALL);
}

static bool wake_all(struct state *s, unsigned t)
{
	for (unsigned i = 0; i < THREADS; i++)
		s->thread[i].asleep = false;
	return go(s, t, RUN);
}

/* ---- what must hold ---------------------------------------------------- */

static void check(const struct state *s)
{
	unsigned have_it = 0;

	for (unsigned t = 0; t < THREADS; t++)
		have_it += s->pc[t] >= HOLD && s->pc[t] <= RELEASE;
	if (have_it > 1)
		violates("L1: two threads have the lock");
}

static void start(struct state *s)
{
	for (unsigned t = 0; t < THREADS; t++)
		s->pc[t] = CHOOSE;
}

static const struct step steps[NR_STEPS] = {
	[CHOOSE] = { "lock_init", choose_kind },
	[RUN] = { "lock_acquire", run },
	[TRY] = { "lock_try_word", try_lock },
	[LOAD] = { "lock_acquire_slow", load },
	[ANNOUNCE] = { "acquire_or_announce", announce },
	[SLEEP] = { "futex", sleep },
	[ASLEEP] = { "futex", asleep },
	[POLL] = { "lock_acquire_polling", poll },
	[POLL_LOAD] = { "lock_acquire_polling_slow", poll_load },
	[POLL_TRY] = { "lock_acquire_polling_slow", poll_try },
	[NAP] = { "futex_timed", nap },
	[NAPPING] = { "futex_timed", napping },
	[HOLD] = { "lock_hold_for_fork", hold },
	[HAVE] = { "lock_acquire", use },
	[RELEASE] = { "lock_release", release },
	[WAKE] = { "lock_release_slow", wake },
	[RELEASE_OWNER] = { "lock_release_owner", release_owner },
	[RELEASE_FORK] = { "lock_release_from_fork", release_fork },
	[WAKE_ALL] = { "lock_release_from_fork", wake_all },
};

MODEL_MAIN("lock", forget)
