/* SPDX-License-Identifier: MIT */
/*
 * slab/hardened.c - malloc and free while defences are on
 */
#include "slab/hardened.h"

#include "harden/canary.h"
#include "harden/guard.h"
#include "harden/poison.h"
#include "os/mem.h"
#include "slab/misuse.h"
#include "slab/registry.h"
#include "slab/remote.h"
#include "slab/run.h"
#include "slab/thread.h"

static size_t pages_bytes(uint32_t nr)
{
	return (size_t)nr << PAGE_SHIFT;
}

/* ---- objects ----------------------------------------------------------- */

/* Where it is written what the user of an object asked for. */
static uint16_t *object_wanted(const struct chunk *c, const void *p)
{
	size_t offset = slab_wanted_offset(chunk_class(c)) +
			object_index(c, p) * sizeof(uint16_t);

	return (uint16_t *)(void *)((char *)chunk_slab(c) + offset);
}

/* What a class must hold for a request of so many bytes. */
static size_t with_canary(size_t size)
{
	if (harden_on(HARDEN_CANARY))
		return size + CANARY_LEAST;
	return size ? size : 1;
}

static void set_object_size(const struct chunk *c, void *p, size_t size)
{
	if (!harden_on(HARDEN_CANARY))
		return;
	*object_wanted(c, p) = (uint16_t)size;
	canary_fill(p, size, object_size(c) - size);
}

size_t hardened_object_size(const struct chunk *c, const void *p)
{
	if (harden_on(HARDEN_CANARY))
		return *object_wanted(c, p);
	return object_size(c);
}

/* Stops the program if the n bytes behind the block's first `size` changed. */
static void check_canary(const void *p, size_t size, size_t n)
{
	size_t whole = canary_whole(p, size, n);

	if (unlikely(whole < n))
		misuse_written(p, size + whole, "past its end");
}

static void check_object(const struct chunk *c, const void *p)
{
	size_t size = hardened_object_size(c, p);

	check_canary(p, size, object_size(c) - size);
}

static void *alloc_object(unsigned sc, size_t size, bool zero)
{
	void *p = thread_alloc_slow(sc);

	if (!p)
		return NULL;
	if (zero)
		__builtin_memset(p, 0, size);
	set_object_size(chunk_of(p), p, size);
	return p;
}

void hardened_free_object(const struct chunk *c, void *p)
{
	uint32_t bytes = (uint32_t)object_size(c);
	uint8_t *state = &c->state[object_index(c, p)];
	struct thread *t = thread_get();

	check_object(c, p);
	if (harden_on(HARDEN_POISON)) {
		poison_fill(p, bytes);
		state_store(state, OBJECT_POISONED);
	} else {
		state_store(state, OBJECT_FREE);
	}
	if (t && quarantine_admits(&t->quarantine, bytes))
		quarantine_enter(&t->quarantine,
				 (struct quarantined){ p, bytes, false, 0 });
	else
		objects_put_home(&p, 1);
}

/* ---- runs -------------------------------------------------------------- */

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
	check_canary(p, hardened_run_size(p, nr),
		     pfn_to_page(addr_to_pfn(p))->slack);
}

static void *alloc_run(size_t size, size_t align, bool zero)
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
		pfn_to_page(addr_to_pfn(p))->guard =
			guard_set(guard_of(p, nr), PAGE_BYTES) ? RUN_GUARDED :
								 RUN_GUARDLESS;
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

	if (page->guard == RUN_GUARDED &&
	    !guard_clear(guard_of(p, nr), PAGE_BYTES)) {
		lose_run(p, nr);
		return;
	}
	page->guard = RUN_UNGUARDED;
	page->slack = 0;
	run_free(p, nr);
}

void hardened_release_run(const struct quarantined *run)
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

void hardened_free_run(void *p, uint32_t nr)
{
	struct thread *t = thread_get();

	check_run(p, nr);
	if (t && quarantine_admits(&t->quarantine, pages_bytes(nr))) {
		quarantine_run(&t->quarantine, p, nr);
		return;
	}
	if (harden_on(HARDEN_POISON))
		wipe(p, pages_bytes(open_pages(p, nr)));
	put_back(p, nr);
}

/* ---- both -------------------------------------------------------------- */

void *hardened_alloc(size_t size, size_t align, bool zero)
{
	unsigned sc = size_class_aligned(with_canary(size), align);

	if (sc < NR_CLASSES)
		return alloc_object(sc, size, zero);
	return alloc_run(size, align, zero);
}

static bool resize_object(const struct chunk *c, void *p, size_t size)
{
	size_t bytes = with_canary(size);

	check_object(c, p);
	if (bytes > OBJECT_MAX || size_class_of(bytes) != chunk_class(c))
		return false;
	set_object_size(c, p, size);
	return true;
}

bool hardened_resize(void *p, size_t size)
{
	const struct chunk *c = object_chunk(p);
	uint32_t nr;

	if (c)
		return resize_object(c, p, size);
	nr = run_pages(p);
	check_run(p, nr);
	if (with_canary(size) <= OBJECT_MAX || pages_for(size) != nr)
		return false;
	set_run_size(p, nr, size);
	return true;
}
