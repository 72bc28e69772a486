/* SPDX-License-Identifier: MIT */
/*
 * model/objects.c - objects on their way between threads and slabs
 *
 * Two threads, each with a stripe of its own for home, and two slabs of one
 * class: the first has two chunks with an object in each, the second two
 * chunks and one object, in the last.  Threads allocate, free what anybody
 * allocated, flush, give spare slabs back and end, in any order.  Slabs are
 * made, change stripes and go.
 *
 * What is policy in src is a choice here: which slab serves a refill and how
 * many objects, whether a foreign object is pushed or collected, when to
 * flush, which slab to take over, and whether an empty one is kept.
 *
 *   O1  an object is in exactly one of: user, a thread's stack, its remote
 *       buffer, its hands, its slab's free bits; with the slab, it is gone
 *   O2  a slab's chunks name its owner, who has it on the list if it has free
 *       objects, and counts those that are out
 */
#include "model/locks.h"

enum { THREADS = 2, STRIPES = 2, SLABS = 2, CHUNKS = 2, OBJECTS = 3 };

/* Where each object lies. */
static const struct {
	uint8_t slab, chunk;
} place[OBJECTS] = { { 0, 0 }, { 0, 1 }, { 1, 1 } };

/* Of each slab, by object. */
static const uint8_t all_of_slab[SLABS] = { 3, 4 };

enum {
	NONE,
	NO_SECOND_LOOK,
	STRAYS_DROPPED,
	FOREIGN_HANDED_BACK,
	GOES_TOO_EARLY,
	GOES_LISTED,
	HOME_AFTER_PAGES,
	LISTED_FIRST,
	MADE_UNDER_LOCK,
	SPARE_REMEMBERED,
	SPARE_TAKEN_OVER,
	TAKE_OVER_WAITS,
	TAKE_OVER_UNLOCKED,
	ONE_CHUNK_ONLY,
	NOT_COUNTED,
	KEPT_AT_EXIT,
	NR_MUTATIONS
};

static const struct mutation mutations[NR_MUTATIONS] = {
	[NO_SECOND_LOOK] = { "the home is not looked at again under the lock",
			     "O2" },
	[STRAYS_DROPPED] = { "objects whose slab moved meanwhile are dropped",
			     "O1" },
	[FOREIGN_HANDED_BACK] = { "the user still has what was freed", "O1" },
	[GOES_TOO_EARLY] = { "a slab goes with one object still in flight",
			     "O2" },
	[GOES_LISTED] = { "a slab that goes stays on the list", "O2" },
	[HOME_AFTER_PAGES] = { "pages are given back before their chunks are",
			       "O2" },
	[LISTED_FIRST] = { "a slab is used before it is published", "O2" },
	[MADE_UNDER_LOCK] = { "a slab is made under the class lock", "K1" },
	[SPARE_REMEMBERED] = { "a spare slab that is used stays the spare",
			       "O1" },
	[SPARE_TAKEN_OVER] = { "the spare slab is taken over", "O2" },
	[TAKE_OVER_WAITS] = { "the donor's lock is waited for", "K1" },
	[TAKE_OVER_UNLOCKED] = { "the donor's lock is let go too early", "O2" },
	[ONE_CHUNK_ONLY] = { "only the first chunk learns of its new owner",
			     "O2" },
	[NOT_COUNTED] = { "a take-over leaves the count with the donor", "O2" },
	[KEPT_AT_EXIT] = { "a thread ends with a full remote buffer", "O1" },
};

/* Its record, and that of its pages. */
struct slab {
	uint8_t home[CHUNKS]; /* by chunk: stripe + 1; 0: none */
	uint8_t owner;	      /* a stripe */
	uint8_t free;	      /* objects */
	uint8_t listed;	      /* bit i: on stripe i's list */
	uint8_t exists;	      /* it has pages */
};

struct stripe {
	uint8_t spare; /* a slab + 1 */
	uint8_t out;   /* objects handed out */
};

/* Sets are bits. */
struct thread {
	uint8_t stack, remote; /* objects */
	uint8_t foreign;       /* some of the stack may be another stripe's */
	uint8_t hands;	       /* objects to be put home */
	uint8_t mine;	       /* those of one home, to be flushed */
	uint8_t strays;	       /* whose slab is another stripe's by now */
	uint8_t to;	       /* the stripe that is flushed to */
	uint8_t put;	       /* how many went into slabs there */
	uint8_t made, gone;    /* slabs that only this thread knows */
	uint8_t got;	       /* objects were taken out */
	uint8_t tried;	       /* a take-over; a drain */
	uint8_t back;	       /* the step after the flush */
};

struct state {
	uint8_t pc[THREADS];
	uint8_t user; /* objects */
	struct model_lock lock[STRIPES];
	struct stripe stripe[STRIPES];
	struct slab slab[SLABS];
	struct thread thread[THREADS];
};

enum {
	RUN = ENDED + 1,
	REFILL,
	TAKE,
	TRY_DONOR,
	HAND_OVER,
	SET_OWNER,
	SET_HOME,
	ENTER,
	LEAVE_DONOR,
	REFILLED,
	CREATE,
	PUBLISH_LAST,
	PUBLISH_FIRST,
	ENTER_NEW,
	PUT_HOME,
	TAKE_ONE_HOME,
	FLUSH,
	PUT,
	FLUSHED,
	UNSET_FIRST,
	UNSET_LAST,
	FREE_PAGES,
	SPARES,
	FORGET,
	EXIT,
	NR_STEPS
};

static void forget_used(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (s->pc[t] == RUN)
		me->to = me->got = me->tried = me->back = 0;
}

MODEL_LOCKS(STRIPES)

/* A thread's stripe has its number. */
static unsigned home_of_thread(unsigned t)
{
	return t;
}

static struct slab *slab_of(struct state *s, unsigned object)
{
	return &s->slab[place[object].slab];
}

static unsigned home_of(const struct state *s, unsigned object)
{
	return s->slab[place[object].slab].home[place[object].chunk];
}

static unsigned lowest(unsigned set)
{
	return (unsigned)__builtin_ctz(set);
}

/* ---- what a thread may do ---------------------------------------------- */

enum {
	DO_MALLOC,
	DO_FLUSH_STACK,
	DO_FLUSH_REMOTE,
	DO_EXIT,
	DO_SPARES,
	DO_FREE = DO_SPARES + STRIPES,
	DO_END = DO_FREE + 2 * OBJECTS
};

/*
 * flush_oldest: the stack's stripe first, unless it may hold foreign objects.
 * Only a flush that empties it tells that it holds none: pops do not.
 */
static bool flush_stack(struct state *s, unsigned t, unsigned back)
{
	struct thread *me = &s->thread[t];

	me->back = (uint8_t)back;
	me->hands = me->stack;
	me->stack = 0;
	if (me->foreign) {
		me->foreign = false;
		return go(s, t, PUT_HOME);
	}
	me->mine = me->hands;
	me->hands = 0;
	me->to = (uint8_t)home_of_thread(t);
	return go(s, t, FLUSH);
}

static bool flush_remote(struct state *s, unsigned t, unsigned back)
{
	struct thread *me = &s->thread[t];

	me->back = (uint8_t)back;
	me->hands = me->remote;
	me->remote = 0;
	return go(s, t, PUT_HOME);
}

/* thread_free, or push_foreign: on the stack, or collected. */
static bool free_object(struct state *s, unsigned t, unsigned o, bool collect)
{
	struct thread *me = &s->thread[t];
	unsigned home = home_of(s, o);

	if (!(s->user >> o & 1))
		return false;
	if (!home)
		violates("O1: an object in use has no slab");
	if (!mutated(FOREIGN_HANDED_BACK) || home == home_of_thread(t) + 1)
		s->user &= (uint8_t) ~(1u << o);
	if (home == home_of_thread(t) + 1) {
		if (collect)
			return false;
		me->stack |= (uint8_t)(1u << o);
	} else if (collect) {
		me->remote |= (uint8_t)(1u << o);
	} else {
		me->stack |= (uint8_t)(1u << o);
		me->foreign = true;
	}
	return true;
}

static bool pop(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned o;

	if (!me->stack)
		return go(s, t, REFILL);
	o = lowest(me->stack);
	me->stack &= (uint8_t) ~(1u << o);
	s->user |= (uint8_t)(1u << o);
	return true;
}

static bool run(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned what = choose(DO_END);

	if (what == DO_MALLOC)
		return pop(s, t);
	if (what == DO_FLUSH_STACK)
		return me->stack && flush_stack(s, t, RUN);
	if (what == DO_FLUSH_REMOTE)
		return me->remote && flush_remote(s, t, RUN);
	if (what == DO_EXIT)
		return go(s, t, EXIT);
	if (what < DO_FREE) {
		me->to = (uint8_t)(what - DO_SPARES);
		me->back = RUN;
		return s->stripe[me->to].spare && go(s, t, SPARES);
	}
	what -= DO_FREE;
	return free_object(s, t, what / 2, what % 2);
}

static bool leave(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (me->stack)
		return flush_stack(s, t, EXIT);
	if (me->remote && !mutated(KEPT_AT_EXIT))
		return flush_remote(s, t, EXIT);
	*me = (struct thread){ .remote = me->remote };
	return go(s, t, ENDED);
}

/* ---- objects come out of slabs ----------------------------------------- */

static bool refill(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!acquire(s, t, home_of_thread(t)))
		return false;
	me->got = me->tried = false;
	return go(s, t, TAKE);
}

/* One object of a slab on the list, or all that are free. */
static bool take(struct state *s, unsigned t)
{
	unsigned home = home_of_thread(t);
	unsigned what = choose(2 * SLABS + 1), i = what / 2;
	struct thread *me = &s->thread[t];
	struct slab *slab = &s->slab[i];
	unsigned n, taken;

	if (what == 2 * SLABS) {
		for (i = 0; i < SLABS; i++)
			if (s->slab[i].listed >> home & 1)
				return false;
		return go(s, t, me->tried ? REFILLED : TRY_DONOR);
	}
	if (!(slab->listed >> home & 1))
		return false;
	taken = what % 2 ? slab->free : slab->free & -slab->free;
	n = nr_in(taken);
	if (s->stripe[home].spare == i + 1 && !mutated(SPARE_REMEMBERED))
		s->stripe[home].spare = 0;
	slab->free &= (uint8_t)~taken;
	if (!slab->free)
		slab->listed &= (uint8_t) ~(1u << home);
	s->stripe[home].out += (uint8_t)n;
	me->stack |= (uint8_t)taken;
	me->got = true;
	return go(s, t, REFILLED);
}

static bool refilled(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	me->tried = false;
	if (me->got || !mutated(MADE_UNDER_LOCK))
		release(s, t, home_of_thread(t));
	return go(s, t, me->got ? RUN : CREATE);
}

/* Pages for a slab; for want of them the thread's own caches are drained. */
static bool create(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned i;

	for (i = 0; i < SLABS && s->slab[i].exists; i++)
		;
	if (i == SLABS) {
		if (me->tried || !(me->stack | me->remote)) {
			me->tried = false;
			return go(s, t, RUN);
		}
		me->tried = true;
		return flush_remote(s, t, CREATE);
	}
	s->slab[i] = (struct slab){ .exists = true,
				    .owner = (uint8_t)home_of_thread(t),
				    .free = all_of_slab[i] };
	me->made = (uint8_t)(i + 1);
	me->tried = true;
	return go(s, t, mutated(LISTED_FIRST) ? ENTER_NEW : PUBLISH_LAST);
}

/* The first chunk last. */
static bool publish_last(struct state *s, unsigned t)
{
	struct slab *slab = &s->slab[s->thread[t].made - 1];

	slab->home[1] = (uint8_t)(slab->owner + 1);
	return go(s, t, PUBLISH_FIRST);
}

static bool publish_first(struct state *s, unsigned t)
{
	struct slab *slab = &s->slab[s->thread[t].made - 1];

	slab->home[0] = (uint8_t)(slab->owner + 1);
	return go(s, t, ENTER_NEW);
}

static bool enter_new(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	if (!mutated(MADE_UNDER_LOCK) && !acquire(s, t, home_of_thread(t)))
		return false;
	s->slab[me->made - 1].listed = (uint8_t)(1u << home_of_thread(t));
	me->made = 0;
	return go(s, t, TAKE);
}

/* ---- slabs change stripes ---------------------------------------------- */

static unsigned donor_of(unsigned t)
{
	return 1 - home_of_thread(t);
}

static bool try_donor(struct state *s, unsigned t)
{
	unsigned donor = donor_of(t);

	s->thread[t].tried = true;
	if (mutated(TAKE_OVER_WAITS))
		return acquire(s, t, donor) && go(s, t, HAND_OVER);
	return go(s, t,
		  try_lock(s->lock, STRIPES, donor, t) ? HAND_OVER : REFILLED);
}

/* A slab of the donor's list but its spare, or none; it leaves the donor. */
static bool hand_over(struct state *s, unsigned t)
{
	unsigned donor = donor_of(t), i = choose(SLABS + 1);
	struct slab *slab = &s->slab[i];

	if (i == SLABS) {
		release(s, t, donor);
		return go(s, t, REFILLED);
	}
	if (!(slab->listed >> donor & 1) ||
	    (s->stripe[donor].spare == i + 1 && !mutated(SPARE_TAKEN_OVER)))
		return false;
	slab->listed = 0;
	if (!mutated(NOT_COUNTED))
		s->stripe[donor].out -=
			(uint8_t)nr_in(all_of_slab[i] & ~slab->free);
	s->thread[t].made = (uint8_t)(i + 1);
	if (mutated(TAKE_OVER_UNLOCKED))
		release(s, t, donor);
	return go(s, t, SET_OWNER);
}

static bool set_owner(struct state *s, unsigned t)
{
	struct slab *slab = &s->slab[s->thread[t].made - 1];

	slab->owner = (uint8_t)home_of_thread(t);
	slab->home[0] = (uint8_t)(slab->owner + 1);
	return go(s, t, mutated(ONE_CHUNK_ONLY) ? ENTER : SET_HOME);
}

static bool set_home(struct state *s, unsigned t)
{
	struct slab *slab = &s->slab[s->thread[t].made - 1];

	slab->home[1] = (uint8_t)(slab->owner + 1);
	return go(s, t, ENTER);
}

static bool enter(struct state *s, unsigned t)
{
	unsigned i = s->thread[t].made - 1;
	struct slab *slab = &s->slab[i];

	if (!mutated(NOT_COUNTED))
		s->stripe[slab->owner].out +=
			(uint8_t)nr_in(all_of_slab[i] & ~slab->free);
	slab->listed = (uint8_t)(1u << slab->owner);
	s->thread[t].made = 0;
	return go(s, t, mutated(TAKE_OVER_UNLOCKED) ? TAKE : LEAVE_DONOR);
}

static bool leave_donor(struct state *s, unsigned t)
{
	release(s, t, donor_of(t));
	return go(s, t, TAKE);
}

/* ---- objects go home --------------------------------------------------- */

/* The home of the first object, without a lock. */
static bool put_home(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned first, home;

	if (!me->hands)
		return go(s, t, me->back);
	first = lowest(me->hands);
	home = home_of(s, first);
	if (!home) {
		violates("O1: the slab of a freed object is gone");
		return true;
	}
	me->to = (uint8_t)(home - 1);
	me->mine = (uint8_t)(1u << first);
	me->hands &= (uint8_t)~me->mine;
	return go(s, t, TAKE_ONE_HOME);
}

/* The other objects of that home; one by one in src, without a lock too. */
static bool take_one_home(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	for (unsigned o = 0; o < OBJECTS; o++)
		if (me->hands >> o & 1 && home_of(s, o) == me->to + 1u)
			me->mine |= (uint8_t)(1u << o);
	me->hands &= (uint8_t)~me->mine;
	return go(s, t, FLUSH);
}

static bool flush(struct state *s, unsigned t)
{
	return acquire(s, t, s->thread[t].to) && go(s, t, PUT);
}

/* An empty slab: the spare from now on, or it goes. */
static bool turned(struct state *s, unsigned t, unsigned i)
{
	struct thread *me = &s->thread[t];

	if (choose(2)) {
		if (s->stripe[me->to].spare)
			return false;
		s->stripe[me->to].spare = (uint8_t)(i + 1);
		return true;
	}
	if (!mutated(GOES_LISTED))
		s->slab[i].listed &= (uint8_t) ~(1u << me->to);
	me->gone |= (uint8_t)(1u << i);
	return true;
}

/* Looks at the home again, then puts one object. */
static bool put(struct state *s, unsigned t)
{
	unsigned short_by = mutated(GOES_TOO_EARLY);
	struct thread *me = &s->thread[t];
	struct slab *slab;
	unsigned o, i;

	if (!me->mine)
		return go(s, t, FLUSHED);
	o = lowest(me->mine);
	slab = slab_of(s, o);
	i = place[o].slab;
	me->mine &= (uint8_t) ~(1u << o);
	if (home_of(s, o) != me->to + 1u && !mutated(NO_SECOND_LOOK)) {
		if (!mutated(STRAYS_DROPPED))
			me->strays |= (uint8_t)(1u << o);
		return true;
	}
	if (slab->free >> o & 1)
		violates("O1: an object comes back twice");
	slab->free |= (uint8_t)(1u << o);
	slab->listed |= (uint8_t)(1u << me->to);
	me->put++;
	return nr_in(all_of_slab[i] & ~slab->free) != short_by ||
	       turned(s, t, i);
}

static bool flushed(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];

	s->stripe[me->to].out -= me->put;
	me->put = 0;
	me->hands |= me->strays;
	me->strays = 0;
	release(s, t, me->to);
	return go(s, t, me->gone ? UNSET_FIRST : PUT_HOME);
}

/* ---- slabs go ---------------------------------------------------------- */

static bool unset_first(struct state *s, unsigned t)
{
	struct slab *slab = &s->slab[lowest(s->thread[t].gone)];

	if (mutated(HOME_AFTER_PAGES))
		slab->exists = slab->free = 0;
	slab->home[0] = 0;
	return go(s, t, UNSET_LAST);
}

static bool unset_last(struct state *s, unsigned t)
{
	s->slab[lowest(s->thread[t].gone)].home[1] = 0;
	return go(s, t, FREE_PAGES);
}

static bool free_pages(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	unsigned i = lowest(me->gone);

	if (!mutated(HOME_AFTER_PAGES))
		s->slab[i] = (struct slab){ 0 };
	me->gone &= (uint8_t) ~(1u << i);
	return go(s, t, me->gone ? UNSET_FIRST : PUT_HOME);
}

static bool spares(struct state *s, unsigned t)
{
	return acquire(s, t, s->thread[t].to) && go(s, t, FORGET);
}

static bool forget(struct state *s, unsigned t)
{
	struct thread *me = &s->thread[t];
	struct stripe *stripe = &s->stripe[me->to];

	if (stripe->spare) {
		me->gone = (uint8_t)(1u << (stripe->spare - 1));
		s->slab[stripe->spare - 1].listed &= (uint8_t) ~(1u << me->to);
		stripe->spare = 0;
	}
	release(s, t, me->to);
	return go(s, t, me->gone ? UNSET_FIRST : RUN);
}

/* ---- what must hold ---------------------------------------------------- */

static unsigned places(const struct state *s, unsigned o)
{
	unsigned n = s->user >> o & 1;

	for (unsigned t = 0; t < THREADS; t++) {
		const struct thread *me = &s->thread[t];

		n += (me->stack >> o & 1) + (me->remote >> o & 1) +
		     (me->hands >> o & 1) + (me->mine >> o & 1) +
		     (me->strays >> o & 1);
	}
	return n + (s->slab[place[o].slab].free >> o & 1);
}

/* Whether a thread is making it or giving it back. */
static bool is_known_to_one(const struct state *s, unsigned i)
{
	for (unsigned t = 0; t < THREADS; t++)
		if (s->thread[t].made == i + 1 || s->thread[t].gone >> i & 1)
			return true;
	return false;
}

static void check_slab(const struct state *s, unsigned i)
{
	const struct slab *slab = &s->slab[i];

	if (is_known_to_one(s, i)) {
		if (slab->listed)
			violates("O2: a slab that no stripe has is on a list");
		return;
	}
	if (slab->listed != (slab->free ? 1u << slab->owner : 0u))
		violates("O2: a slab is not on its owner's list alone");
	for (unsigned c = 0; c < CHUNKS; c++)
		if (slab->home[c] != slab->owner + 1)
			violates("O2: a chunk does not name the slab's owner");
}

/* A stripe whose lock is free counts what is out of its slabs. */
static void check_stripe(const struct state *s, unsigned stripe)
{
	unsigned out = 0;

	for (unsigned i = 0; i < SLABS; i++) {
		const struct slab *slab = &s->slab[i];

		if (!slab->exists || slab->owner != stripe)
			continue;
		out += nr_in(all_of_slab[i] & ~slab->free);
		check_slab(s, i);
	}
	if (out != s->stripe[stripe].out)
		violates("O2: a stripe miscounts the objects that are out");
}

static void check(const struct state *s)
{
	for (unsigned o = 0; o < OBJECTS; o++)
		if (places(s, o) != s->slab[place[o].slab].exists)
			violates("O1: an object is not in exactly one place");
	for (unsigned i = 0; i < STRIPES; i++)
		if (!s->lock[i].holder)
			check_stripe(s, i);
	for (unsigned t = 0; t < THREADS; t++)
		if (s->pc[t] == ENDED &&
		    (s->thread[t].stack | s->thread[t].remote))
			violates("O1: a thread that ended has objects");
}

static void start(struct state *s)
{
	for (unsigned i = 0; i < STRIPES; i++)
		s->lock[i].rank = RANK_CLASS;
	for (unsigned t = 0; t < THREADS; t++)
		s->pc[t] = RUN;
}

static const struct step steps[NR_STEPS] = {
	[RUN] = { "thread_alloc", run },
	[REFILL] = { "slabs_refill", refill },
	[TAKE] = { "take_partial", take },
	[TRY_DONOR] = { "take_from", try_donor },
	[HAND_OVER] = { "hand_over", hand_over },
	[SET_OWNER] = { "slab_set_owner", set_owner },
	[SET_HOME] = { "set_homes", set_home },
	[ENTER] = { "enter_slab", enter },
	[LEAVE_DONOR] = { "take_from", leave_donor },
	[REFILLED] = { "slabs_refill", refilled },
	[CREATE] = { "slab_create", create },
	[PUBLISH_LAST] = { "publish", publish_last },
	[PUBLISH_FIRST] = { "publish", publish_first },
	[ENTER_NEW] = { "take_from_new", enter_new },
	[PUT_HOME] = { "objects_put_home", put_home },
	[TAKE_ONE_HOME] = { "take_one_home", take_one_home },
	[FLUSH] = { "slabs_flush", flush },
	[PUT] = { "slab_put", put },
	[FLUSHED] = { "slabs_flush", flushed },
	[UNSET_FIRST] = { "slab_destroy", unset_first },
	[UNSET_LAST] = { "set_homes", unset_last },
	[FREE_PAGES] = { "page_free", free_pages },
	[SPARES] = { "slabs_release_spares", spares },
	[FORGET] = { "release_spare", forget },
	[EXIT] = { "give_up_slot", leave },
};

MODEL_MAIN("objects", forget_used)
