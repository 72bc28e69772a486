/* SPDX-License-Identifier: MIT */
/*
 * slab/hardened_run.c - runs of whole pages while defences are on
 */
#include "slab/hardened_run.h"

#include "harden/canary.h"
#include "harden/guard.h"
#include "harden/poison.h"
#include "os/mem.h"
#include "slab/misuse.h"
#include "slab/registry.h"
#include "slab/run.h"

static size_t pages_bytes(uint32_t nr)
{
	return (size_t)nr << PAGE_SHIFT;
}

/* Pages of a run that are its user's, or have a canary. */
static uint32_t open_pages(const void *p, uint32_t nr)
{
	return nr - (pfn_to_page(addr_to_pfn(p))->guard != RUN_UNGUARDED);
}

static void *guard_of(const void *p, uint32_t nr)
{
	return (char *)(uintptr_t)p + pages_bytes(nr - 1);
}

/* A guard finds what a canary would, unless there is slack before it. */
static size_t pages_for(size_t size)
{
	bool guard = harden_on(HARDEN_GUARD);
	size_t canary = harden_on(HARDEN_CANARY) && !guard ? CANARY_LEAST : 0;
	size_t nr = bytes_to_pages(size + canary);

	return (nr ? nr : 1) + guard;
}

static void set_run_size(void *p, uint32_t nr, size_t size)
{
	size_t slack = pages_bytes(open_pages(p, nr)) - size;

	if (!harden_on(HARDEN_CANARY))
		return;
	pfn_to_page(addr_to_pfn(p))->slack = (uint16_t)slack;
	canary_fill(p, size, slack);
}

size_t hardened_run_size(const void *p, uint32_t nr)
{
	return pages_bytes(open_pages(p, nr)) -
	       pfn_to_page(addr_to_pfn(p))->slack;
}

static void check_run(const void *p, uint32_t nr)
{
	misuse_check_canary(p, hardened_run_size(p, nr),
			    pfn_to_page(addr_to_pfn(p))->slack);
}

static void set_guard(void *p, uint32_t nr)
{
	pfn_to_page(addr_to_pfn(p))->guard =
		guard_set(guard_of(p, nr), PAGE_BYTES) ? RUN_GUARDED :
							 RUN_GUARDLESS;
}

/* The guard's page is the run's again; false if the kernel keeps it. */
static bool clear_guard(void *p, uint32_t nr)
{
	struct page *page = pfn_to_page(addr_to_pfn(p));

	if (page->guard == RUN_GUARDED &&
	    !guard_clear(guard_of(p, nr), PAGE_BYTES))
		return false;
	if (page->guard == RUN_GUARDED)
		page->guard = RUN_GUARDLESS;
	return true;
}

void *hardened_run_alloc(size_t size, size_t align, bool zero)
{
	struct run_request rq = {
		.nr_pages = pages_for(size),
		.align_order =
			align > PAGE_BYTES ? log2_floor(align) - PAGE_SHIFT : 0,
		.zone = ZONE_NORMAL,
		.zero = zero,
	};
	void *p = run_alloc(&rq);
	uint32_t nr = (uint32_t)rq.nr_pages;

	if (!p)
		return NULL;
	if (harden_on(HARDEN_GUARD))
		set_guard(p, nr);
	set_run_size(p, nr, size);
	return p;
}

/* The run's contents are gone: its pages read as zero. */
static void wipe(void *p, size_t bytes)
{
	if (arena.page_bytes != PAGE_BYTES || os_purge(p, bytes))
		__builtin_memset(p, 0, bytes);
}

static void lose_run(void *p, uint32_t nr)
{
	registry_count(thread_get(),
		       &(struct tally){ .runs_freed = 1,
					.run_pages = -(uint64_t)nr });
	quarantine_for_good(addr_to_pfn(p), nr);
}

/* Puts the record back to what a run without defences has, and frees it. */
static void put_back(void *p, uint32_t nr)
{
	struct page *page = pfn_to_page(addr_to_pfn(p));

	if (!clear_guard(p, nr)) {
		lose_run(p, nr);
		return;
	}
	page->guard = RUN_UNGUARDED;
	page->slack = 0;
	run_free(p, nr);
}

void hardened_run_release(const struct quarantined *run)
{
	struct page *page = pfn_to_page(addr_to_pfn(run->address));
	uint32_t nr = page->nr_pages;
	size_t open = pages_bytes(open_pages(run->address, nr));

	if (run->state == QUARANTINE_POISONED) {
		size_t whole = poison_whole(run->address, open);

		if (unlikely(whole < open))
			misuse_written(run->address, whole,
				       "after it was freed");
	}
	if (run->state == QUARANTINE_GUARDED &&
	    !guard_clear(run->address, open)) {
		lose_run(run->address, nr);
		return;
	}
	store_relaxed(&page->flags, PG_HEAD | PG_RUN);
	put_back(run->address, nr);
}

/* Makes a run wait; where guards are cheap nobody can touch it meanwhile. */
static void quarantine_run(struct quarantine *q, void *p, uint32_t nr)
{
	size_t open = pages_bytes(open_pages(p, nr));
	struct quarantined run = { p, (uint32_t)pages_bytes(nr), true,
				   QUARANTINE_AS_IS };

	store_relaxed(&pfn_to_page(addr_to_pfn(p))->flags,
		      PG_HEAD | PG_RUN | PG_QUARANTINE);
	if (harden_on(HARDEN_GUARD) && guard_is_cheap() && guard_set(p, open)) {
		run.state = QUARANTINE_GUARDED;
	} else if (harden_on(HARDEN_POISON)) {
		poison_fill(p, open);
		run.state = QUARANTINE_POISONED;
	}
	quarantine_enter(q, run);
}

void hardened_run_free(void *p, uint32_t nr)
{
	struct thread *t = thread_get();

	check_run(p, nr);
	if (t)
		thread_obey_drain(t);
	if (t && quarantine_admits(&t->quarantine, pages_bytes(nr))) {
		quarantine_run(&t->quarantine, p, nr);
		return;
	}
	if (harden_on(HARDEN_POISON))
		wipe(p, pages_bytes(open_pages(p, nr)));
	put_back(p, nr);
}

bool hardened_run_resize(void *p, size_t size)
{
	uint32_t nr = run_pages(p);

	check_run(p, nr);
	if (pages_for(size) != nr)
		return false;
	set_run_size(p, nr, size);
	return true;
}

void *hardened_run_move(void *p, size_t size)
{
	uint32_t nr = run_pages(p);
	bool has_guard = open_pages(p, nr) != nr;
	void *q;

	/* A guard would move along. */
	if (!clear_guard(p, nr))
		return NULL;
	q = hardened_run_alloc(size, 1, false);
	if (!q || !run_move(p, q)) {
		if (has_guard)
			set_guard(p, nr);
		return NULL;
	}
	/* What was moved may reach into the canary. */
	set_run_size(q, run_pages(q), size);
	pfn_to_page(addr_to_pfn(p))->slack = 0;
	put_back(p, nr);
	return q;
}
