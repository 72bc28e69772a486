/* SPDX-License-Identifier: MIT */
/*
 * api/init.c - make the heap at its first use
 *
 * The first malloc may come before any constructor has run, from the dynamic
 * linker itself, so nothing here may need one: no stdio, no malloc, no lock
 * of the C library's that could be held.
 */
#include "api/init.h"

#include "api/report.h"
#include "buddy/charge.h"
#include "buddy/reclaim.h"
#include "os/process.h"
#include "slab/boot.h"
#include "slab/moved.h"
#include "slab/registry.h"

#include <stdlib.h>
#include <sys/auxv.h>

_Atomic int init_state;
static _Thread_local bool booting;

/* Nobody makes the heap while a thread forks; by who is about to make it. */
static bool kept_for_fork;

/* Whether options_in_force are set; written by who makes the heap. */
static bool have_options;

/* BUDDY_CONF, unless the program runs with rights its caller lacks. */
static const char *conf_text(void)
{
	if (getauxval(AT_SECURE))
		return NULL;
	return getenv("BUDDY_CONF");
}

static unsigned default_stripes(uint64_t limit)
{
	size_t bytes = limit && limit < arena.bytes ? limit : arena.bytes;
	size_t by_arena = bytes / BLOCK_BYTES / 8;
	size_t by_cpu = 2u * os_nr_cpus();

	return (unsigned)(by_arena < by_cpu ? by_arena : by_cpu);
}

static uint32_t clamp_u32(uint64_t n)
{
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static void look_for_report(uint64_t now_ms)
{
	report_poll(now_ms);
}

static bool make_heap(const struct options *o)
{
	struct zone_config zone = {
		.min_free_kbytes = clamp_u32(o->min_free_bytes / 1024),
	};
	struct reclaim_hooks hooks = {
		.drain_own = thread_drain_own,
		.drain_all = registry_drain_all,
		.unused_pages = slabs_unused_pages,
		.polled = o->stats_interval ? look_for_report : NULL,
	};

	for (unsigned z = 0; z < NR_ZONES; z++)
		zone.ratio[z] = (uint32_t)o->ratio[z];
	purge_config = (struct purge_config){
		.floor_pages = o->purge_floor_bytes >> PAGE_SHIFT,
		.share_percent = o->purge_share,
		.slack_share = o->purge_slack,
		.age_ms = o->purge_delay_ms,
	};
	thp_policy = (enum thp_policy)o->thp;
	/* A huge page is charged as the few of its pages that are in use. */
	if (o->limit_bytes && thp_policy == THP_AUTO)
		thp_policy = THP_NEVER;
	charge_init(o->limit_bytes);
	/* A moved range would lose the wish, and stay a mapping of its own. */
	if (thp_policy != THP_AUTO)
		moved_forbid();
	slabs_populate_bytes = o->populate_bytes;
	stacks_most_bytes = o->cache_bytes;
	foreign_policy = (enum foreign_policy)o->foreign;
	harden_decide(o->hardened ? HARDEN_ALL : (unsigned)o->harden);
	if (arena_init(o->arena_bytes) || zones_init(&zone) ||
	    stripes_init(o->stripes ? (unsigned)o->stripes :
				      default_stripes(o->limit_bytes)) ||
	    stripe_slabs_init() || threads_init())
		return false;
	reclaim_register(&hooks);
	report_boot(o);
	if (o->observe)
		os_allow_tracers();
	if (o->control)
		atomic_store(&heap_chore, true);
	return true;
}

/* Once: a start that is tried again shall not warn again. */
static void read_conf(void)
{
	const char *text = conf_text();

	options_in_force = options_default();
	if (text)
		options_parse(&options_in_force, text);
	have_options = true;
}

/* One try; a half-made heap is undone, so that the next starts afresh. */
static bool boot(void)
{
	bool ok;

	booting = true;
	if (!have_options)
		read_conf();
	ok = make_heap(&options_in_force);
	if (!ok)
		arena_exit();
	booting = false;
	/* Release: pairs with the acquire in heap_boot and boot_slow. */
	atomic_store_explicit(&init_state, ok ? INIT_READY : INIT_NONE,
			      memory_order_release);
	return ok;
}

/* Whether it is the caller who has to make the heap. */
static bool begin(void)
{
	int expected = INIT_NONE;

	/* Acquire: pairs with the release of a try that failed. */
	return atomic_compare_exchange_strong(&init_state, &expected,
					      INIT_RUNNING);
}

bool init_with(const struct options *o)
{
	if (!begin())
		return false;
	options_in_force = *o;
	have_options = true;
	return boot();
}

/* Who waits for another's try in vain tries itself. */
static noinline bool boot_slow(void)
{
	int now;

	if (booting)
		return false;
	while (!begin()) {
		while ((now = atomic_load_explicit(&init_state,
						   memory_order_acquire)) ==
		       INIT_RUNNING)
			os_yield();
		if (now == INIT_READY)
			return true;
	}
	return boot();
}

bool heap_is_ready(void)
{
	return atomic_load_explicit(&init_state, memory_order_acquire) ==
	       INIT_READY;
}

bool heap_boot(void)
{
	return likely(heap_is_ready()) || boot_slow();
}

bool init_before_fork(void)
{
	/* Who forks in the middle of it, in a signal handler, goes on after. */
	if (booting)
		return false;
	while (!heap_boot())
		if (begin()) {
			booting = kept_for_fork = true;
			return false;
		}
	return true;
}

void init_after_fork(void)
{
	if (!kept_for_fork)
		return;
	booting = kept_for_fork = false;
	atomic_store_explicit(&init_state, INIT_NONE, memory_order_release);
}
