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
#include "buddy/reclaim.h"
#include "os/process.h"
#include "slab/boot.h"
#include "slab/moved.h"
#include "slab/registry.h"

#include <stdlib.h>
#include <sys/auxv.h>

_Atomic int init_state;
static _Thread_local bool booting;

/* BUDDY_CONF, unless the program runs with rights its caller lacks. */
static const char *conf_text(void)
{
	if (getauxval(AT_SECURE))
		return NULL;
	return getenv("BUDDY_CONF");
}

static unsigned default_stripes(void)
{
	size_t by_arena = arena.bytes / BLOCK_BYTES / 8;
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
	/* A moved range would lose the wish, and stay a mapping of its own. */
	if (thp_policy != THP_AUTO)
		moved_forbid();
	slabs_populate_bytes = o->populate_bytes;
	stacks_most_bytes = o->cache_bytes;
	foreign_policy = (enum foreign_policy)o->foreign;
	harden_decide(o->hardened ? HARDEN_ALL : (unsigned)o->harden);
	if (arena_init(o->arena_bytes) || zones_init(&zone) ||
	    stripes_init(o->stripes ? (unsigned)o->stripes :
				      default_stripes()) ||
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

static bool boot_with(const struct options *o)
{
	bool ok;

	booting = true;
	options_in_force = *o;
	ok = make_heap(o);
	booting = false;
	/* Release: pairs with the acquire in heap_boot. */
	atomic_store_explicit(&init_state, ok ? INIT_READY : INIT_FAILED,
			      memory_order_release);
	return ok;
}

bool init_with(const struct options *o)
{
	int expected = INIT_NONE;

	return atomic_compare_exchange_strong(&init_state, &expected,
					      INIT_RUNNING) &&
	       boot_with(o);
}

static noinline bool boot_slow(void)
{
	int expected = INIT_NONE;
	struct options o;
	const char *text;

	if (booting)
		return false;
	if (!atomic_compare_exchange_strong(&init_state, &expected,
					    INIT_RUNNING)) {
		while (atomic_load_explicit(&init_state,
					    memory_order_acquire) ==
		       INIT_RUNNING)
			os_yield();
		return atomic_load_explicit(&init_state,
					    memory_order_acquire) == INIT_READY;
	}
	o = options_default();
	text = conf_text();
	if (text)
		options_parse(&o, text);
	return boot_with(&o);
}

bool heap_is_ready(void)
{
	return atomic_load_explicit(&init_state, memory_order_acquire) ==
	       INIT_READY;
}

bool heap_boot(void)
{
	int now = atomic_load_explicit(&init_state, memory_order_acquire);

	if (likely(now == INIT_READY))
		return true;
	return now == INIT_FAILED ? false : boot_slow();
}
