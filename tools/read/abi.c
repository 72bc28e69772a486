/* SPDX-License-Identifier: MIT */
/*
 * read/abi.c - whether a library's words about itself can be true
 */
#include "read/abi.h"

#include <buddy/buddy.h>

/* More bytes than any build has in an array of records. */
enum { MOST_ARRAY = 1 << 20 };

/* ... and in a record of those that are many. */
enum { MOST_PAGE_RECORD = 64, MOST_CHUNK_RECORD = 256 };

/* Part of a record of so many bytes. */
static bool is_in(struct buddy_abi_field f, uint64_t bytes)
{
	return (uint64_t)f.offset + f.bytes <= bytes;
}

/* An array of nr numbers or records inside a record. */
static bool array_is_in(struct buddy_abi_field f, uint64_t bytes, uint64_t nr,
			uint64_t each)
{
	return is_in(f, bytes) && nr * each <= f.bytes;
}

static bool is_record(uint32_t bytes)
{
	return bytes && bytes <= ABI_MOST_RECORD;
}

static bool is_counter(struct buddy_abi_variable v)
{
	return v.bytes && v.bytes <= sizeof(uint64_t);
}

static bool variable_holds(struct buddy_abi_variable v, uint64_t bytes)
{
	return v.bytes >= bytes && v.bytes <= MOST_ARRAY;
}

/* What the readers keep arrays for. */
static bool limits_fit(const struct buddy_abi *a)
{
	return a->nr_zones <= BUDDY_INFO_ZONES &&
	       a->max_order < BUDDY_INFO_ORDERS &&
	       a->nr_classes <= ABI_MOST_CLASSES && a->page_bytes == 4096 &&
	       a->chunk_pages &&
	       (UINT32_C(1) << a->max_order) % a->chunk_pages == 0;
}

static bool variables_fit(const struct buddy_abi *a)
{
	return is_counter(a->ready) && is_counter(a->arena_base) &&
	       is_counter(a->chunks) && is_counter(a->stripes) &&
	       is_counter(a->nr_stripes) && is_counter(a->slabs) &&
	       is_counter(a->stacks_most) && is_counter(a->purged_pages) &&
	       is_counter(a->foreign_frees) &&
	       /* An older library has none. */
	       a->charge_limit.bytes <= sizeof(uint64_t) &&
	       variable_holds(a->arena, a->arena_record.bytes) &&
	       variable_holds(a->zones,
			      (uint64_t)a->nr_zones * a->zone.bytes) &&
	       variable_holds(a->classes,
			      (uint64_t)a->nr_classes * a->size_class.bytes) &&
	       variable_holds(a->registry, a->registry_record.bytes);
}

static bool arena_fits(const struct buddy_abi_arena *a)
{
	return is_record(a->bytes) && is_in(a->blocks, a->bytes) &&
	       is_in(a->pages, a->bytes) && is_in(a->heap_bytes, a->bytes) &&
	       is_in(a->page_bytes, a->bytes) &&
	       is_in(a->reservation, a->bytes) &&
	       is_in(a->reserved_bytes, a->bytes) &&
	       is_in(a->own_bytes, a->bytes);
}

static bool zone_fits(const struct buddy_abi_zone *z)
{
	return is_record(z->bytes) && is_in(z->name, z->bytes) &&
	       is_in(z->start, z->bytes) && is_in(z->end, z->bytes) &&
	       is_in(z->frontier, z->bytes) && is_in(z->nr_free, z->bytes) &&
	       is_in(z->nr_dirty, z->bytes) && is_in(z->mark, z->bytes) &&
	       is_in(z->reserve, z->bytes);
}

static bool stripe_fits(const struct buddy_abi_stripe *s, uint32_t nr_zones)
{
	return is_record(s->bytes) && is_record(s->heap_bytes) &&
	       is_in(s->nr_threads, s->bytes) &&
	       array_is_in(s->heap, s->bytes, nr_zones, s->heap_bytes) &&
	       is_in(s->nr_free, s->heap_bytes) &&
	       is_in(s->nr_dirty, s->heap_bytes) &&
	       is_in(s->nr_parts, s->heap_bytes) &&
	       is_in(s->nr_splits, s->heap_bytes) &&
	       is_in(s->nr_merges, s->heap_bytes);
}

static bool slabs_fit(const struct buddy_abi *a)
{
	const struct buddy_abi_slabs *s = &a->slab;
	const struct buddy_abi_class *c = &a->size_class;

	return is_record(s->bytes) && is_record(s->class_bytes) &&
	       array_is_in(s->sc, s->bytes, a->nr_classes, s->class_bytes) &&
	       is_in(s->nr_slabs, s->class_bytes) &&
	       is_in(s->nr_out, s->class_bytes) &&
	       is_in(s->nr_unused_pages, s->class_bytes) &&
	       is_in(s->nr_refills, s->class_bytes) && is_record(c->bytes) &&
	       is_in(c->size, c->bytes) && is_in(c->nr_objs, c->bytes) &&
	       is_in(c->slab_order, c->bytes);
}

static bool tally_fits(const struct buddy_abi_tally *t,
		       struct buddy_abi_field f, uint32_t bytes)
{
	return is_in(f, bytes) && is_in(t->objects, f.bytes) &&
	       is_in(t->runs, f.bytes) && is_in(t->runs_freed, f.bytes) &&
	       is_in(t->run_pages, f.bytes);
}

static bool threads_fit(const struct buddy_abi *a)
{
	const struct buddy_abi_thread *t = &a->thread;

	return is_record(t->bytes) && is_record(t->stack_bytes) &&
	       is_record(t->object_bytes) && is_in(t->next, t->bytes) &&
	       is_in(t->live, t->bytes) && is_in(t->home, t->bytes) &&
	       tally_fits(&a->tally, t->tally, t->bytes) &&
	       array_is_in(t->stacks, t->bytes, a->nr_classes,
			   t->stack_bytes) &&
	       is_in(t->top, t->stack_bytes) &&
	       is_in(t->limit, t->stack_bytes) &&
	       is_in(t->capacity, t->bytes) && is_in(t->remote_n, t->bytes) &&
	       is_in(t->remote_bytes, t->bytes) &&
	       is_in(t->pcp_count, t->bytes) && is_in(t->pcp_high, t->bytes) &&
	       is_in(t->pcp_batch, t->bytes);
}

static bool registry_fits(const struct buddy_abi *a)
{
	const struct buddy_abi_registry *r = &a->registry_record;

	return is_record(r->bytes) && is_in(r->nr_threads, r->bytes) &&
	       is_in(r->slots, r->bytes) && is_in(r->lost_objects, r->bytes) &&
	       is_in(r->lost_bytes, r->bytes) &&
	       is_in(r->lost_pages, r->bytes) &&
	       tally_fits(&a->tally, r->tally, r->bytes);
}

/* The records of memory; a map is read in words. */
static bool pages_fit(const struct buddy_abi *a)
{
	const struct buddy_abi_block *b = &a->block;
	const struct buddy_abi_page *p = &a->page;
	const struct buddy_abi_chunk *c = &a->chunk;

	return is_record(b->bytes) && is_in(b->stripe, b->bytes) &&
	       is_in(b->state, b->bytes) && is_in(b->run_pfn, b->bytes) &&
	       is_in(b->dirty, b->bytes) && b->dirty.bytes % 8 == 0 &&
	       is_in(b->free, b->bytes) && b->free.bytes % 8 == 0 &&
	       is_record(p->bytes) && p->bytes <= MOST_PAGE_RECORD &&
	       is_in(p->nr_pages, p->bytes) && is_in(p->flags, p->bytes) &&
	       is_record(c->bytes) && c->bytes <= MOST_CHUNK_RECORD &&
	       is_in(c->home, c->bytes) && is_in(c->stack_offset, c->bytes) &&
	       is_in(c->state, c->bytes);
}

bool abi_fits(const struct buddy_abi *a)
{
	return limits_fit(a) && variables_fit(a) &&
	       arena_fits(&a->arena_record) && zone_fits(&a->zone) &&
	       stripe_fits(&a->stripe, a->nr_zones) && slabs_fit(a) &&
	       threads_fit(a) && registry_fits(a) && pages_fit(a);
}
