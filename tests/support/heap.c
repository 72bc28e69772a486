/* SPDX-License-Identifier: MIT */
/*
 * support/heap.c - the whole heap, of a known size and shape
 */
#include "support/heap.h"

#include "support/suite.h"

struct options heap_options(size_t arena_bytes)
{
	struct options o = options_default();

	o.arena_bytes = arena_bytes;
	o.stripes = 4;
	o.purge_delay_ms = 0;
	return o;
}

void heap_make(const struct options *options)
{
	ck_assert(init_with(options));
	ck_assert_uint_eq(arena.bytes, options->arena_bytes);
}

static void setup(size_t arena_bytes, unsigned nr_stripes)
{
	struct options o = heap_options(arena_bytes);

	o.stripes = nr_stripes;
	heap_make(&o);
}

void heap_make_hardened(size_t arena_bytes, unsigned features)
{
	struct options o = heap_options(arena_bytes);

	o.harden = features;
	heap_make(&o);
}

void heap_setup_hardened(void)
{
	heap_make_hardened(GIB, HARDEN_ALL);
}

void heap_setup_64m(void)
{
	setup(64 * MIB, 1);
}

void heap_setup_256m(void)
{
	setup(256 * MIB, 4);
}

void heap_setup_1g(void)
{
	setup(GIB, 4);
}

void heap_setup_8g(void)
{
	setup(8 * GIB, 4);
}

struct buddy_info heap_info(void)
{
	struct buddy_info info;

	ck_assert_int_eq(buddy_info(&info, sizeof(info)), 0);
	return info;
}

struct buddy_page heap_page(const void *addr)
{
	struct buddy_page page;

	ck_assert_int_eq(buddy_page_info(addr, &page, sizeof(page)), 0);
	return page;
}

/* Bytes at either end of a block that are all covered. */
enum { DENSE = 1024 };

static uint8_t expected(size_t at, uint64_t tag)
{
	uint64_t mixed = (tag + at) * UINT64_C(0x9e3779b97f4a7c15);

	return (uint8_t)(mixed >> 56);
}

/* The next offset to look at. */
static size_t step(size_t at, size_t size)
{
	if (at < DENSE || at + DENSE >= size)
		return at + 1;
	return at + PAGE_BYTES < size - DENSE ? at + PAGE_BYTES : size - DENSE;
}

void pattern_write(void *p, size_t size, uint64_t tag)
{
	uint8_t *byte = p;

	for (size_t at = 0; at < size; at = step(at, size))
		byte[at] = expected(at, tag);
}

bool pattern_kept(const void *p, size_t size, size_t kept, uint64_t tag)
{
	const uint8_t *byte = p;

	for (size_t at = 0; at < kept; at = step(at, size))
		if (byte[at] != expected(at, tag))
			return false;
	return true;
}

bool pattern_holds(const void *p, size_t size, uint64_t tag)
{
	return pattern_kept(p, size, size, tag);
}
