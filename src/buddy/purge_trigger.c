/* SPDX-License-Identifier: MIT */
/*
 * buddy/purge_trigger.c - when free pages go back to the system
 */
#include "buddy/page_alloc.h"
#include "buddy/purge.h"
#include "buddy/reclaim.h"
#include "os/mem.h"

enum {
	/* Look at size and age once per so many freed pages: 1 MiB. */
	POLL_PAGES = 256,
	/* Look at the growth once per so many clean pages taken: 256 KiB. */
	GROWTH_PAGES = 64,
	/*
	 * What the size trigger may purge per millisecond and stripe, and at
	 * once when it was quiet for a second: 512 MiB for each.  A page purged
	 * and faulted in again costs some 1.6 us: a fifth of a thread's time.
	 */
	PURGE_RATE = 128,
	BUDGET_MS = 1024,
	/* The slack grows by 1 / LEARN_SHARE of what is purged at growth. */
	LEARN_SHARE = 8,
	/* What it leaves once memory is only freed: 1 MiB, or an eighth. */
	ASLEEP_PAGES = 256,
	ASLEEP_SHARE = 8,
	/* By size and age, do not bother with less than 64 KiB in one piece. */
	WORTH_ORDER = 4
};

struct purge_config purge_config = {
	.floor_pages = (UINT64_C(8) << 20) >> PAGE_SHIFT,
	.share_percent = 800,
	.slack_share = 8,
	.age_ms = 1000,
};

static struct {
	_Atomic uint32_t freed;	    /* pages since the last poll; a hint */
	_Atomic uint32_t taken;	    /* clean pages handed out, likewise */
	_Atomic uint32_t busy;	    /* 1: some thread looks, and may purge */
	_Atomic uint64_t polled_ms; /* when one last looked; a hint */
	/* The fields below belong to the thread that set busy. */
	uint64_t tick_ms;   /* start of this second */
	uint64_t low;	    /* fewest dirty pages seen in it */
	uint64_t peak;	    /* most pages seen in use */
	uint64_t learned;   /* slack gained by purges at growth, pages */
	int64_t budget;	    /* pages that the size trigger may purge now */
	uint64_t budget_ms; /* when it last grew */
	bool shrinking;	    /* purged by size, and no growth since */
} trigger;

struct usage {
	uint64_t dirty, in_use;
};

static struct usage usage_now(void)
{
	struct usage sum = { 0 };
	uint64_t unused = reclaim_unused_pages();

	for (unsigned z = 0; z < NR_ZONES; z++) {
		struct zone_usage u = zone_usage(z);

		sum.dirty += u.dirty;
		sum.in_use += u.present - u.free;
	}
	/* Both are hints, and may not fit each other. */
	sum.in_use -= unused < sum.in_use ? unused : sum.in_use;
	if (sum.in_use > trigger.peak)
		trigger.peak = sum.in_use;
	return sum;
}

/*
 * Purges what raises the resident memory above all that was ever in use.  A
 * program that fills again what was purged needs it: the slack grows with
 * every purge, so that they become rare.
 */
static void check_growth(void)
{
	struct usage u = usage_now();
	uint64_t slack =
		trigger.peak / load_relaxed(&purge_config.slack_share) +
		trigger.learned;
	uint64_t keep = trigger.peak - u.in_use;

	if (slack < GROWTH_PAGES)
		slack = GROWTH_PAGES;
	trigger.shrinking = false;
	if (u.dirty > keep + slack)
		trigger.learned +=
			purge_down_to(keep + slack, WORTH_ORDER) / LEARN_SHARE;
}

/* How much of so many pages the size trigger may purge now. */
static uint64_t within_budget(uint64_t pages, uint64_t now)
{
	int64_t rate = (int64_t)stripes_open() * PURGE_RATE;
	uint64_t ms = now - trigger.budget_ms;

	if (ms > BUDGET_MS)
		ms = BUDGET_MS;
	trigger.budget_ms = now;
	trigger.budget += (int64_t)ms * rate;
	if (trigger.budget > BUDGET_MS * rate)
		trigger.budget = BUDGET_MS * rate;
	if (trigger.budget < 0)
		return 0;
	return pages < (uint64_t)trigger.budget ? pages :
						  (uint64_t)trigger.budget;
}

/* The most dirty pages that the size trigger leaves alone. */
static uint64_t size_limit(uint64_t in_use)
{
	uint64_t limit =
		in_use * load_relaxed(&purge_config.share_percent) / 100;
	uint64_t floor = load_relaxed(&purge_config.floor_pages);

	/* Once it has begun it goes to the end: this may be the last chance. */
	if (trigger.shrinking && limit > in_use / ASLEEP_SHARE)
		limit = in_use / ASLEEP_SHARE;
	if (trigger.shrinking && floor > ASLEEP_PAGES)
		floor = ASLEEP_PAGES;
	return limit > floor ? limit : floor;
}

static void check_size(uint64_t now)
{
	struct usage u = usage_now();
	uint64_t keep, excess;

	if (u.dirty <= size_limit(u.in_use))
		return;
	/* What the thread's own caches hold keeps slabs and blocks in use. */
	if (!trigger.shrinking)
		reclaim_own();
	trigger.shrinking = true;
	u = usage_now();
	/* To half the limit, so that the next free does not trigger. */
	keep = size_limit(u.in_use) / 2;
	if (u.dirty <= keep)
		return;
	excess = within_budget(u.dirty - keep, now);
	trigger.budget -= (int64_t)purge_down_to(u.dirty - excess, WORTH_ORDER);
}

static void check_age(uint64_t now)
{
	uint64_t age_ms = load_relaxed(&purge_config.age_ms);
	uint64_t dirty = purge_dirty();

	if (dirty < trigger.low)
		trigger.low = dirty;
	if (!age_ms || now - trigger.tick_ms < age_ms)
		return;
	if (trigger.tick_ms)
		purge_down_to(dirty - trigger.low, WORTH_ORDER);
	trigger.learned -= trigger.learned / LEARN_SHARE;
	trigger.tick_ms = now;
	trigger.low = purge_dirty();
}

/* One thread at a time purges; acquire and release, for its fields. */
static bool begin(void)
{
	count_line(&trigger.busy);
	return !atomic_exchange_explicit(&trigger.busy, 1,
					 memory_order_acquire);
}

static void end(void)
{
	atomic_store_explicit(&trigger.busy, 0, memory_order_release);
}

/* Whether a count has come to so many; it then starts anew. */
static bool counted(_Atomic uint32_t *count, uint32_t nr, uint32_t most)
{
	count_line(count);
	if (add_relaxed(count, nr) + nr < most)
		return false;
	store_relaxed(count, 0);
	return true;
}

void purge_note_taken(uint32_t nr_clean)
{
	if (!counted(&trigger.taken, nr_clean, GROWTH_PAGES) || !begin())
		return;
	check_growth();
	end();
}

void purge_note_freed(uint32_t nr_pages)
{
	uint64_t now;

	if (!counted(&trigger.freed, nr_pages, POLL_PAGES) || !begin())
		return;
	now = os_now_ms();
	store_relaxed(&trigger.polled_ms, now);
	check_size(now);
	check_age(now);
	end();
	reclaim_polled(now);
}

uint64_t purge_polled_ms(void)
{
	return load_relaxed(&trigger.polled_ms);
}

void purge_after_fork(void)
{
	store_relaxed(&trigger.busy, 0);
}
