/* SPDX-License-Identifier: MIT */
/*
 * read/decode.c - from records to figures
 *
 * The sums are those of buddy_info(), which the process itself would give.
 */
#include "read/decode.h"

#include "info/fragmentation.h"

#include <stdlib.h>
#include <string.h>

/* As /proc/buddyinfo has them. */
static const char *const zone_names[] = { "DMA", "DMA32", "Normal" };

struct decoder {
	struct heap *h;
	const struct raw *raw;
	const struct layout *l;
	const struct buddy_abi *abi;
	uint64_t out_objects, out_bytes; /* of slabs */
	uint64_t cached_objects;
	uint64_t objects, runs, runs_freed; /* tallies */
	uint64_t lost_objects, lost_bytes, lost_pages;
};

/* Number i of an array of numbers inside a record. */
static uint64_t number(const char *record, struct buddy_abi_field array,
		       unsigned i, unsigned bytes)
{
	struct buddy_abi_field f = {
		.offset = (uint16_t)(array.offset + i * bytes),
		.bytes = (uint16_t)bytes,
	};

	return (i + 1) * bytes <= array.bytes ? layout_field(record, f) : 0;
}

/* ---- stripes and zones -------------------------------------------------- */

static void decode_heap(struct decoder *d, struct heap_stripe *s, unsigned z,
			const char *record)
{
	const struct buddy_abi_stripe *a = &d->abi->stripe;
	struct buddy_zone_info *zone = &d->h->info.zone[z];

	for (unsigned o = 0; o < d->abi->max_order; o++) {
		s->parts[z][o] = number(record, a->nr_parts, o, 4);
		zone->nr_free[o] += s->parts[z][o];
		s->free_pages += s->parts[z][o] << o;
	}
	s->dirty_pages += layout_field(record, a->nr_dirty);
	zone->dirty_pages += layout_field(record, a->nr_dirty);
	s->splits += layout_field(record, a->nr_splits);
	s->merges += layout_field(record, a->nr_merges);
}

static void decode_stripes(struct decoder *d)
{
	const struct buddy_abi_stripe *a = &d->abi->stripe;

	for (unsigned i = 0; i < d->h->nr_stripes; i++) {
		const char *record = raw_record(d->raw->stripes, a->bytes, i);
		struct heap_stripe *s = &d->h->stripe[i];

		s->nr_threads = (uint32_t)layout_field(record, a->nr_threads);
		for (unsigned z = 0; z < d->abi->nr_zones; z++)
			decode_heap(d, s, z,
				    record + a->heap.offset +
					    (size_t)z * a->heap_bytes);
		d->h->info.splits += s->splits;
		d->h->info.merges += s->merges;
	}
}

static void decode_zone(struct decoder *d, unsigned z)
{
	const struct buddy_abi_zone *a = &d->abi->zone;
	const char *record = raw_record(d->raw->zones, a->bytes, z);
	struct buddy_zone_info *zone = &d->h->info.zone[z];
	unsigned top = d->abi->max_order;
	uint64_t end = layout_field(record, a->end);
	uint64_t frontier = layout_field(record, a->frontier);

	strcpy(zone->name, zone_names[z]);
	zone->start_pfn = layout_field(record, a->start);
	zone->spanned_pages = less(end, zone->start_pfn);
	zone->present_pages = less(frontier, zone->start_pfn);
	zone->managed_pages = zone->present_pages;
	zone->dirty_pages += layout_field(record, a->nr_dirty);
	zone->watermark_min = number(record, a->mark, 0, 4);
	zone->watermark_low = number(record, a->mark, 1, 4);
	zone->watermark_high = number(record, a->mark, 2, 4);
	for (unsigned h = 0; h < d->abi->nr_zones; h++)
		zone->protection[h] = number(record, a->reserve, h, 4);
	zone->nr_free[top] = layout_field(record, a->nr_free) >> top;
	d->h->virgin_blocks[z] = less(end, frontier) >> top;
}

static void sum_zone(struct decoder *d, struct buddy_zone_info *zone)
{
	struct heap *h = d->h;
	unsigned nr = h->info.nr_orders;

	for (unsigned o = 0; o < nr; o++) {
		zone->free_pages += zone->nr_free[o] << o;
		zone->fragmentation_index[o] =
			fragmentation_index(zone->nr_free, nr, o);
		zone->unusable_free_index[o] =
			unusable_free_index(zone->nr_free, nr, o);
	}
	h->present += zone->present_pages;
	h->free += zone->free_pages;
	h->dirty += zone->dirty_pages;
}

/* ---- slabs -------------------------------------------------------------- */

static void decode_class(struct decoder *d, unsigned sc)
{
	const struct buddy_abi_class *a = &d->abi->size_class;
	const char *record = raw_record(d->raw->classes, a->bytes, sc);
	struct heap_class *c = &d->h->class[sc];

	c->size = (uint32_t)layout_field(record, a->size);
	c->nr_objects = (uint32_t)layout_field(record, a->nr_objs);
	c->slab_pages = 1u << (layout_field(record, a->slab_order) & 15);
}

static void decode_slabs(struct decoder *d, unsigned stripe, unsigned sc)
{
	const struct buddy_abi_slabs *a = &d->abi->slab;
	const char *record = raw_record(d->raw->slabs, a->bytes, stripe) +
			     a->sc.offset + (size_t)sc * a->class_bytes;
	struct heap_class *c = &d->h->class[sc];
	uint64_t nr_slabs = layout_field(record, a->nr_slabs);
	uint64_t nr_out = layout_field(record, a->nr_out);

	c->nr_slabs += nr_slabs;
	c->nr_out += nr_out;
	c->unused_pages += layout_field(record, a->nr_unused_pages);
	d->h->stripe[stripe].slab_pages += nr_slabs * c->slab_pages;
	d->h->info.slab_pages += nr_slabs * c->slab_pages;
	d->out_objects += nr_out;
	d->out_bytes += nr_out * c->size;
}

/* ---- threads ------------------------------------------------------------ */

static uint64_t decode_tally(struct decoder *d, const char *record)
{
	const struct buddy_abi_tally *a = &d->abi->tally;
	uint64_t objects = layout_field(record, a->objects);
	uint64_t runs = layout_field(record, a->runs);

	d->objects += objects;
	d->runs += runs;
	d->runs_freed += layout_field(record, a->runs_freed);
	d->h->info.run_pages += layout_field(record, a->run_pages);
	return objects + runs;
}

/* How many objects a stack holds; its owner may be changing all three. */
static uint64_t stack_depth(const struct decoder *d, const char *record,
			    unsigned sc)
{
	const struct buddy_abi_thread *a = &d->abi->thread;
	const char *stack =
		record + a->stacks.offset + (size_t)sc * a->stack_bytes;
	uint64_t most = number(record, a->capacity, sc, 2);
	uint64_t room =
		(layout_field(stack, a->limit) - layout_field(stack, a->top)) /
		a->object_bytes;

	return room > most ? most : most - room;
}

static void decode_stacks(struct decoder *d, struct heap_thread *t,
			  const char *record)
{
	for (unsigned sc = 0; sc < d->h->nr_classes; sc++) {
		struct heap_class *c = &d->h->class[sc];
		uint64_t n = stack_depth(d, record, sc);

		c->nr_cached += n;
		t->objects += n;
		t->bytes += n * c->size;
	}
}

static void decode_thread(struct decoder *d, unsigned i)
{
	const struct buddy_abi_thread *a = &d->abi->thread;
	const char *record = raw_record(d->raw->threads, a->bytes, i);
	struct heap_thread *t = &d->h->thread[i];

	t->live = layout_field(record, a->live);
	t->stripe = (uint32_t)layout_field(record, a->home) - 1;
	t->allocs = decode_tally(d, record + a->tally.offset);
	if (!t->live)
		return;
	decode_stacks(d, t, record);
	t->remote_objects = layout_field(record, a->remote_n);
	t->objects += t->remote_objects;
	t->bytes += layout_field(record, a->remote_bytes);
	t->pcp_pages = layout_field(record, a->pcp_count);
	t->pcp_high = layout_field(record, a->pcp_high);
	t->pcp_batch = layout_field(record, a->pcp_batch);
	d->h->info.nr_threads++;
	d->h->info.pcp_pages += t->pcp_pages;
	d->h->info.cached_bytes += t->bytes;
	d->cached_objects += t->objects;
}

static void decode_registry(struct decoder *d)
{
	const struct buddy_abi_registry *a = &d->abi->registry_record;
	const char *record = d->raw->registry;

	decode_tally(d, record + a->tally.offset);
	d->lost_objects = layout_field(record, a->lost_objects);
	d->lost_bytes = layout_field(record, a->lost_bytes);
	d->lost_pages = layout_field(record, a->lost_pages);
}

/* ---- sums --------------------------------------------------------------- */

static void sum_up(struct decoder *d)
{
	const struct buddy_abi *abi = d->abi;
	struct heap *h = d->h;
	struct buddy_info *info = &h->info;
	uint64_t live =
		less(d->out_objects, d->cached_objects + d->lost_objects);

	info->arena_base = d->l->arena_base;
	/* Shrinks when a program limits itself. */
	info->arena_bytes =
		layout_field(d->raw->arena, abi->arena_record.heap_bytes);
	info->nr_stripes = h->nr_stripes;
	info->purged_pages = d->raw->purged_pages;
	info->foreign_frees = d->raw->foreign_frees;
	info->cached_limit = d->raw->stacks_most + abi->cached_extra;
	info->lost_bytes = d->lost_bytes + d->lost_pages * abi->page_bytes;
	info->allocs = d->objects + d->runs;
	info->frees = less(d->objects, live) + d->runs_freed;
	h->moves = info->splits + info->merges + d->runs + d->runs_freed;
	info->user_bytes =
		less(d->out_bytes, info->cached_bytes + d->lost_bytes) +
		info->run_pages * abi->page_bytes;
	info->metadata_bytes =
		layout_field(d->raw->arena, abi->arena_record.own_bytes) +
		h->present * abi->page.bytes +
		h->present / abi->chunk_pages * abi->chunk.bytes +
		(h->present >> abi->max_order) * abi->block.bytes;
	info->limit_bytes = d->raw->charge_limit * abi->page_bytes;
	info->charged_bytes =
		(h->present - h->free + h->dirty) * abi->page_bytes +
		info->metadata_bytes;
	info->in_flight_pages =
		(int64_t)(h->present - h->free - info->slab_pages -
			  info->pcp_pages - info->run_pages - d->lost_pages);
	h->lost_object_bytes = d->lost_bytes;
	h->slab_slack_bytes =
		less(info->slab_pages * abi->page_bytes, d->out_bytes);
}

bool decode(struct heap *h, const struct raw *raw, const struct layout *l,
	    struct failure *why)
{
	struct decoder d = { .h = h, .raw = raw, .l = l, .abi = &l->abi };

	h->info.nr_orders = l->abi.max_order + 1;
	h->info.nr_zones = l->abi.nr_zones;
	h->nr_classes = l->abi.nr_classes;
	h->nr_stripes = raw->nr_stripes;
	h->nr_threads = raw->nr_threads;
	h->stripe = calloc(h->nr_stripes + 1, sizeof(*h->stripe));
	h->thread = calloc(h->nr_threads + 1, sizeof(*h->thread));
	if (!h->stripe || !h->thread)
		return failed(why, STATUS_FAILED, "out of memory");
	for (unsigned sc = 0; sc < h->nr_classes; sc++)
		decode_class(&d, sc);
	decode_stripes(&d);
	for (unsigned i = 0; i < h->nr_stripes; i++)
		for (unsigned sc = 0; sc < h->nr_classes; sc++)
			decode_slabs(&d, i, sc);
	for (unsigned i = 0; i < h->nr_threads; i++)
		decode_thread(&d, i);
	decode_registry(&d);
	for (unsigned z = 0; z < l->abi.nr_zones; z++) {
		decode_zone(&d, z);
		sum_zone(&d, &h->info.zone[z]);
	}
	sum_up(&d);
	return true;
}
