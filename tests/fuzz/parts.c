/* SPDX-License-Identifier: MIT */
/*
 * fuzz/parts.c - the records of a sound heap, to be overwritten
 */
#include "fuzz/parts.h"

#include "fuzz/fuzz.h"
#include "fuzz/object.h"
#include "read/layout.h"

#include <string.h>

enum { MOST_PARTS = 48, MOST_CHANGES = 64 };

static struct part parts[MOST_PARTS];
static unsigned nr_parts;

/* What was there before each change, to be put back in reverse. */
static struct {
	unsigned part;
	size_t at;
	unsigned n;
	uint64_t before;
} changes[MOST_CHANGES];
static unsigned nr_changes;

static void add_part(uint64_t address, const void *from, size_t bytes)
{
	struct part *p = &parts[nr_parts++];

	expect(nr_parts <= MOST_PARTS && bytes);
	*p = (struct part){ address, bytes, malloc(bytes) };
	memcpy(p->copy, from, bytes);
}

/* Memory of this program. */
static void add(const void *at, size_t bytes)
{
	add_part((uint64_t)at, at, bytes);
}

static void add_variable(struct buddy_abi_variable v)
{
	add(v.address, v.bytes);
}

/* A pointer or a number in a variable. */
static uint64_t value_of(struct buddy_abi_variable v)
{
	uint64_t n = 0;

	memcpy(&n, v.address, v.bytes);
	return n;
}

static const void *pointer(uint64_t address)
{
	return (const void *)(uintptr_t)address;
}

/* The records of the pages [start, end), as far as there are any. */
static void add_records(uint64_t array, uint32_t bytes, uint64_t start,
			uint64_t end)
{
	add(pointer(array + start * bytes), (end - start) * bytes);
}

static void add_zone(const char *zone)
{
	const struct buddy_abi *a = &buddy_abi;
	const char *arena = a->arena.address;
	uint64_t start = layout_field(zone, a->zone.start);
	uint64_t end = layout_field(zone, a->zone.frontier);

	if (start == end)
		return;
	add_records(layout_field(arena, a->arena_record.blocks), a->block.bytes,
		    start >> a->max_order, end >> a->max_order);
	add_records(layout_field(arena, a->arena_record.pages), a->page.bytes,
		    start, end);
	add_records(value_of(a->chunks), a->chunk.bytes, start / a->chunk_pages,
		    end / a->chunk_pages);
}

static void add_threads(void)
{
	const struct buddy_abi *a = &buddy_abi;
	uint64_t at =
		layout_field(a->registry.address, a->registry_record.slots);

	while (at) {
		add(pointer(at), a->thread.bytes);
		at = layout_field(pointer(at), a->thread.next);
	}
}

void parts_copy(void)
{
	const struct buddy_abi *a = &buddy_abi;
	uint64_t nr_stripes = value_of(a->nr_stripes);
	struct object_image object;

	object_make(&object, PARTS_OBJECT, (uint64_t)a);
	add_part(PARTS_OBJECT, &object, sizeof(object));
	add(a, sizeof(*a));
	for (const struct buddy_abi_variable *v = &a->ready;
	     v <= &a->foreign_frees; v++)
		add_variable(*v);
	add_variable(a->charge_limit);
	add_threads();
	add(pointer(value_of(a->stripes)), nr_stripes * a->stripe.bytes);
	add(pointer(value_of(a->slabs)), nr_stripes * a->slab.bytes);
	for (unsigned z = 0; z < a->nr_zones; z++)
		add_zone((const char *)a->zones.address + z * a->zone.bytes);
}

const struct part *parts_all(unsigned *nr)
{
	*nr = nr_parts;
	return parts;
}

static char *place(unsigned part, size_t at, unsigned *n)
{
	size_t room = parts[part].bytes - at;

	if (*n > room)
		*n = (unsigned)room;
	return parts[part].copy + at;
}

void parts_set(unsigned part, size_t at, uint64_t value, unsigned n)
{
	char *to = place(part, at, &n);

	if (nr_changes == MOST_CHANGES)
		return;
	changes[nr_changes].part = part;
	changes[nr_changes].at = at;
	changes[nr_changes].n = n;
	memcpy(&changes[nr_changes++].before, to, n);
	memcpy(to, &value, n);
}

void parts_add(unsigned part, size_t at, uint64_t value, unsigned n)
{
	uint64_t sum = 0;

	memcpy(&sum, place(part, at, &n), n);
	parts_set(part, at, sum + value, n);
}

void parts_restore(void)
{
	while (nr_changes) {
		nr_changes--;
		memcpy(parts[changes[nr_changes].part].copy +
			       changes[nr_changes].at,
		       &changes[nr_changes].before, changes[nr_changes].n);
	}
}
