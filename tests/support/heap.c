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
