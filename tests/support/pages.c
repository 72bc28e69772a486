/* SPDX-License-Identifier: MIT */
/*
 * support/pages.c - the page layer alone, without objects above it
 */
#include "support/pages.h"

#include "support/suite.h"

void pages_make(size_t arena_bytes, unsigned nr_stripes)
{
	struct zone_config config = { .ratio = { 256, 256, 32 } };

	ck_assert_int_eq(arena_init(arena_bytes), 0);
	ck_assert_uint_eq(arena.bytes, arena_bytes);
	ck_assert_int_eq(zones_init(&config), 0);
	ck_assert_int_eq(stripes_init(nr_stripes), 0);
}

/* With large blocks an arena of so many bytes would have too few. */
static size_t at_least(size_t bytes, size_t nr_blocks)
{
	return bytes > nr_blocks * BLOCK_BYTES ? bytes :
						 nr_blocks * BLOCK_BYTES;
}

void pages_setup_64m(void)
{
	pages_make(64 * MIB, 1);
}

void pages_setup_256m(void)
{
	pages_make(at_least(256 * MIB, 64), 1);
}

void pages_setup_1g(void)
{
	pages_make(GIB, 4);
}

void pages_setup_8g(void)
{
	pages_make(8 * GIB, 4);
}

uint64_t pages_free(enum zone_id zone)
{
	return zone_usage(zone).free;
}
