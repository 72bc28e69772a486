/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz_buddy.c - the page heap against a naive model
 *
 * The model is a bool for each page.  It tells where a run may be, how many
 * pages are free, and when there must have been room.  Each input has a heap
 * of its own: two zones and two stripes.
 */
#include "buddy/check.h"
#include "buddy/page_alloc.h"
#include "buddy/purge.h"
#include "fuzz/fuzz.h"
#include "fuzz/input.h"

#include <string.h>

enum {
	/* Of which DMA has 16 MiB; whole blocks. */
	ARENA_BYTES = MAX_ORDER > 11 ? 2 << BLOCK_SHIFT : 24 << 20,
	PAGES = ARENA_BYTES / PAGE_BYTES,
	MOST_RUNS = 64,
	MOST_STEPS = 256,
	MOST_TOUCHED = 4 /* pages of a run that are written to */
};

static struct {
	bool used[PAGES];
	uint32_t nr_used;
	struct run {
		pfn_t pfn;
		uint32_t nr;
	} run[MOST_RUNS];
	unsigned nr_runs;
} model;

static void make(void)
{
	struct zone_config config = { .ratio = { 256, 256, 32 } };

	memset(zones, 0, sizeof(zones));
	expect(!arena_init(ARENA_BYTES));
	expect(arena.nr_pages == PAGES);
	expect(!zones_init(&config) && !stripes_init(2));
	stripe_join();
	stripe_join();
	expect(stripes_open() == 2);
	/* What is purged must not depend on the clock. */
	store_relaxed(&purge_config.age_ms, 0);
	store_relaxed(&purge_config.floor_pages, PAGES);
	memset(&model, 0, sizeof(model));
}

static void mark(pfn_t pfn, uint32_t nr, bool used)
{
	expect(pfn < PAGES && nr <= PAGES - pfn);
	for (pfn_t at = pfn; at < pfn + nr; at++) {
		expect(model.used[at] != used);
		model.used[at] = used;
	}
	model.nr_used += used ? nr : -nr;
}

/* Free pages, and those that are not there yet. */
static uint64_t available(enum zone_id z)
{
	struct zone_usage u = zone_usage(z);

	expect(u.present <= zones[z].end - zones[z].start);
	expect(u.free <= u.present && u.dirty <= u.free);
	return u.free + zones[z].end - zones[z].start - u.present;
}

static void compare(void)
{
	uint64_t sum = 0;

	for (unsigned z = 0; z < NR_ZONES; z++)
		sum += available(z);
	expect(sum == PAGES - model.nr_used);
}

/* Whether a part of that order is free in the zone. */
static bool has_part(enum zone_id z, unsigned order)
{
	for (pfn_t at = zones[z].start; at < zones[z].end; at += 1u << order) {
		pfn_t end = at + (1u << order);

		while (end > at && !model.used[end - 1])
			end--;
		if (end == at)
			return true;
	}
	return false;
}

/* No zone that the request may use could have served it. */
static void check_refusal(const struct page_request *rq)
{
	unsigned order = log2_ceil(rq->nr_pages);

	if (order < rq->align_order)
		order = rq->align_order;
	if (order > MAX_ORDER)
		return;
	for (unsigned z = 0; z <= rq->zone && z <= zone_highest; z++) {
		if (rq->nofallback && z != rq->zone)
			continue;
		expect(!zone_watermark_ok(z, WMARK_MIN, rq->zone,
					  rq->nr_pages) ||
		       !has_part(z, order));
	}
}

/* What is not marked as dirty reads as zero: invariant Z1. */
static void check_zero(pfn_t pfn, uint32_t nr)
{
	for (pfn_t at = pfn; at < pfn + nr && at < pfn + MOST_TOUCHED; at++)
		expect(block_any_dirty(at, 1) ||
		       !*(const uint64_t *)pfn_to_addr(at));
}

static void step_alloc(struct input *in)
{
	unsigned how = (unsigned)input_number(in, 1);
	struct page_request rq = {
		.align_order = (unsigned)input_below(in, MAX_ORDER + 1),
		.zone = how % NR_ZONES,
		.nofallback = how & 4,
		.clean = how & 8,
		.kind = how & 16 ? PG_SLAB : PG_RUN,
		.home = &stripes[how >> 5 & 1],
	};
	pfn_t pfn;

	rq.nr_pages = 1 + (uint32_t)input_size(in, how >= 192 ? PAGES : 64);
	if (model.nr_runs == MOST_RUNS)
		return;
	pfn = page_alloc(&rq);
	if (pfn == PFN_NONE) {
		check_refusal(&rq);
		return;
	}
	expect(is_aligned(pfn, 1u << rq.align_order));
	expect(zone_of(pfn) <= rq.zone);
	expect(zone_of(pfn) == zone_of(pfn + rq.nr_pages - 1));
	expect(!rq.nofallback || zone_of(pfn) == rq.zone);
	expect(pfn_to_page(pfn)->nr_pages == rq.nr_pages);
	mark(pfn, rq.nr_pages, true);
	check_zero(pfn, rq.nr_pages);
	model.run[model.nr_runs++] = (struct run){ pfn, rq.nr_pages };
}

/* Writes to the first pages of a run; returns how many may be dirty now. */
static uint32_t touch(pfn_t pfn, uint32_t nr_dirty)
{
	for (pfn_t at = pfn; at < pfn + nr_dirty && at < pfn + MOST_TOUCHED;
	     at++)
		*(uint64_t *)pfn_to_addr(at) = ~(uint64_t)at;
	return nr_dirty;
}

static void free_run(unsigned i, uint32_t nr_dirty)
{
	struct run r = model.run[i];

	model.run[i] = model.run[--model.nr_runs];
	mark(r.pfn, r.nr, false);
	page_free(r.pfn, r.nr, touch(r.pfn, nr_dirty));
}

/* Mostly all of it was written to: each clean page costs the validator time. */
static void step_free(struct input *in)
{
	unsigned how = (unsigned)input_number(in, 1);
	unsigned i;
	uint32_t nr;

	if (!model.nr_runs)
		return;
	i = (unsigned)input_below(in, model.nr_runs);
	nr = model.run[i].nr;
	free_run(i, how % 8 ? nr : (uint32_t)input_below(in, nr + 1));
}

/*
 * Whether a run can have nr pages: what is more than whole blocks is a tail,
 * which grows as far as its own block is free and does not become a whole one.
 */
static bool can_have(const struct run *r, uint32_t nr)
{
	if (nr <= r->nr)
		return true;
	if (r->nr % BLOCK_PAGES == 0 || r->nr / BLOCK_PAGES != nr / BLOCK_PAGES)
		return false;
	if (block_start(r->pfn + r->nr - 1) != block_start(r->pfn + nr - 1))
		return false;
	for (pfn_t at = r->pfn + r->nr; at < r->pfn + nr; at++)
		if (model.used[at])
			return false;
	return true;
}

static void step_resize(struct input *in)
{
	struct run *r;
	uint32_t nr;
	bool ok;

	if (!model.nr_runs)
		return;
	r = &model.run[input_below(in, model.nr_runs)];
	nr = 1 + (uint32_t)input_below(in, 2 * r->nr);
	if (nr > PAGES - r->pfn)
		return;
	ok = page_resize(r->pfn, r->nr, nr, &stripes[nr & 1]);
	expect(ok == can_have(r, nr));
	if (!ok)
		return;
	if (nr > r->nr)
		mark(r->pfn + r->nr, nr - r->nr, true);
	else
		mark(r->pfn + nr, r->nr - nr, false);
	r->nr = nr;
}

static void step_purge(struct input *in)
{
	uint64_t keep = input_below(in, PAGES);
	unsigned order = (unsigned)input_below(in, MAX_ORDER + 1);

	purge_down_to(keep, order);
	/* Of a larger page of the system, parts stay as they are. */
	expect(order || arena.page_bytes != PAGE_BYTES ||
	       purge_dirty() <= keep);
}

static void step(struct input *in)
{
	unsigned what = (unsigned)input_number(in, 1);

	if (what % 8 < 4)
		step_alloc(in);
	else if (what % 8 < 6)
		step_free(in);
	else if (what % 8 < 7)
		step_resize(in);
	else if (what >= 128)
		step_purge(in);
}

static void check(void)
{
	struct page_census census = { 0 };

	expect(!buddy_heap_check(&census));
	expect(census.run + census.slab == model.nr_used);
	expect(!census.pcp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct input in = { data, bytes };

	make();
	for (unsigned i = 0; i < MOST_STEPS && in.left; i++) {
		step(&in);
		compare();
	}
	check();
	while (model.nr_runs)
		free_run(model.nr_runs - 1, model.run[model.nr_runs - 1].nr);
	compare();
	check();
	arena_exit();
	return 0;
}
