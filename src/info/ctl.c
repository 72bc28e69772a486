/* SPDX-License-Identifier: MIT */
/*
 * info/ctl.c - the heap's numbers by name: figures, options, settings, actions
 *
 * Figures come from the same snapshot as buddy_info, options from the table
 * that BUDDY_CONF is parsed by: each number has one source.
 */
#include "info/ctl.h"

#include "buddy/charge.h"
#include "info/check.h"
#include "info/options.h"
#include "info/snapshot.h"
#include "slab/boot.h"
#include "slab/registry.h"

#include <errno.h>

/* What a row is decides which of its fields are used. */
enum kind {
	FIGURE,	 /* in struct buddy_info */
	SUM,	 /* in struct buddy_zone_info, over all zones */
	SETTING, /* a variable of the heap */
	ACTION	 /* run */
};

struct row {
	const char *name;
	enum kind kind;
	size_t offset;
	/* In units of 1 << shift; what may be set, in those of the name. */
	_Atomic uint64_t *number;
	unsigned shift;
	uint64_t least, most;
	uint64_t (*run)(uint64_t value);
	void (*set)(uint64_t value); /* a setting, if a store is not enough */
};

/* ---- actions ---------------------------------------------------------- */

bool ctl_trim(uint64_t pad_bytes)
{
	registry_drain_all();
	return purge_down_to(bytes_to_pages(pad_bytes), 0) > 0;
}

static uint64_t run_trim(uint64_t pad_bytes)
{
	return heap_is_ready() && ctl_trim(pad_bytes);
}

static uint64_t run_check(uint64_t value)
{
	(void)value;
	return heap_is_ready() ? check_heap() : 0;
}

/* ---- settings --------------------------------------------------------- */

static void set_limit(uint64_t bytes)
{
	if (!heap_is_ready())
		return;
	/* No thread may open a stripe while all are locked. */
	lock_acquire(registry_lock());
	charge_set_limit(bytes);
	lock_release(registry_lock());
}

/* ---- the table -------------------------------------------------------- */

#define IN_HEAP(field) offsetof(struct buddy_info, field)
#define IN_ZONE(field) offsetof(struct buddy_zone_info, field)
#define ZONE_ROWS(name, z)                                     \
	{ name ".spanned_pages", FIGURE,                       \
	  .offset = IN_HEAP(zone[z].spanned_pages) },          \
		{ name ".present_pages", FIGURE,               \
		  .offset = IN_HEAP(zone[z].present_pages) },  \
		{ name ".free_pages", FIGURE,                  \
		  .offset = IN_HEAP(zone[z].free_pages) },     \
	{                                                      \
		name ".dirty_pages", FIGURE,                   \
			.offset = IN_HEAP(zone[z].dirty_pages) \
	}

static const struct row rows[] = {
	{ "heap.present_pages", SUM, .offset = IN_ZONE(present_pages) },
	{ "heap.free_pages", SUM, .offset = IN_ZONE(free_pages) },
	{ "heap.dirty_pages", SUM, .offset = IN_ZONE(dirty_pages) },
	{ "heap.slab_pages", FIGURE, .offset = IN_HEAP(slab_pages) },
	{ "heap.run_pages", FIGURE, .offset = IN_HEAP(run_pages) },
	{ "heap.pcp_pages", FIGURE, .offset = IN_HEAP(pcp_pages) },
	{ "heap.user_bytes", FIGURE, .offset = IN_HEAP(user_bytes) },
	{ "heap.cached_bytes", FIGURE, .offset = IN_HEAP(cached_bytes) },
	{ "heap.cached_limit", FIGURE, .offset = IN_HEAP(cached_limit) },
	{ "heap.lost_bytes", FIGURE, .offset = IN_HEAP(lost_bytes) },
	{ "heap.metadata_bytes", FIGURE, .offset = IN_HEAP(metadata_bytes) },
	{ "heap.charged_bytes", FIGURE, .offset = IN_HEAP(charged_bytes) },
	{ "heap.arena_bytes", FIGURE, .offset = IN_HEAP(arena_bytes) },
	{ "heap.purged_pages", FIGURE, .offset = IN_HEAP(purged_pages) },
	{ "heap.foreign_frees", FIGURE, .offset = IN_HEAP(foreign_frees) },
	{ "heap.stripes", FIGURE, .offset = IN_HEAP(nr_stripes) },
	{ "heap.threads", FIGURE, .offset = IN_HEAP(nr_threads) },
	{ "heap.allocs", FIGURE, .offset = IN_HEAP(allocs) },
	{ "heap.frees", FIGURE, .offset = IN_HEAP(frees) },
	{ "heap.splits", FIGURE, .offset = IN_HEAP(splits) },
	{ "heap.merges", FIGURE, .offset = IN_HEAP(merges) },
	ZONE_ROWS("zone.dma", BUDDY_ZONE_DMA),
	ZONE_ROWS("zone.dma32", BUDDY_ZONE_DMA32),
	ZONE_ROWS("zone.normal", BUDDY_ZONE_NORMAL),
	{ "purge.floor", SETTING, .number = &purge_config.floor_pages,
	  .shift = PAGE_SHIFT, .most = UINT64_MAX },
	{ "purge.share", SETTING, .number = &purge_config.share_percent,
	  .least = 1, .most = UINT32_MAX },
	{ "purge.slack", SETTING, .number = &purge_config.slack_share,
	  .least = 1, .most = UINT32_MAX },
	{ "purge.delay", SETTING, .number = &purge_config.age_ms,
	  .most = UINT32_MAX },
	{ "populate", SETTING, .number = &slabs_populate_bytes,
	  .most = UINT64_MAX },
	{ "limit", SETTING, .number = &charge_limit, .shift = PAGE_SHIFT,
	  .most = UINT64_MAX, .set = set_limit },
	{ "trim", ACTION, .run = run_trim },
	{ "check", ACTION, .run = run_check },
};

static uint64_t word_at(const void *base, size_t offset)
{
	const char *at = (const char *)base + offset;

	return *(const uint64_t *)(const void *)at;
}

static uint64_t figure(const struct row *row)
{
	struct buddy_info info = { 0 };
	uint64_t sum = 0;

	if (heap_is_ready())
		snapshot_heap(&info);
	if (row->kind == FIGURE)
		return word_at(&info, row->offset);
	for (unsigned z = 0; z < info.nr_zones; z++)
		sum += word_at(&info.zone[z], row->offset);
	return sum;
}

static int act(const struct row *row, uint64_t *old, const uint64_t *value)
{
	uint64_t result;

	if (!value)
		return EINVAL;
	result = row->run(*value);
	if (old)
		*old = result;
	return 0;
}

static int change(const struct row *row, uint64_t *old, const uint64_t *value)
{
	uint64_t before = load_relaxed(row->number) << row->shift;

	if (value && (*value < row->least || *value > row->most))
		return EINVAL;
	if (value && row->set)
		row->set(*value);
	else if (value)
		store_relaxed(row->number, *value >> row->shift);
	if (old)
		*old = before;
	return 0;
}

static int use_row(const struct row *row, uint64_t *old, const uint64_t *value)
{
	switch (row->kind) {
	case SETTING:
		return change(row, old, value);
	case ACTION:
		return act(row, old, value);
	default:
		if (value)
			return EPERM;
		*old = figure(row);
		return 0;
	}
}

static int use_option(unsigned i, uint64_t *old, const uint64_t *value)
{
	if (value)
		return EPERM;
	*old = options_number(&options_in_force, i);
	return 0;
}

int ctl(struct span name, uint64_t *old, const uint64_t *value)
{
	const char *option;

	if (!old && !value)
		return EINVAL;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (span_is(name, rows[i].name))
			return use_row(&rows[i], old, value);
	for (unsigned i = 0; (option = options_number_name(i)); i++)
		if (span_is(name, option))
			return use_option(i, old, value);
	return ENOENT;
}

const char *ctl_name(unsigned i)
{
	if (i < ARRAY_SIZE(rows))
		return rows[i].name;
	return options_number_name(i - ARRAY_SIZE(rows));
}
