/* SPDX-License-Identifier: MIT */
/*
 * support/pattern.c - data that tells where it belongs
 */
#include "support/pattern.h"

/* Bytes at either end of a block that are all covered; one in STEP between. */
enum { DENSE = 1024, STEP = 4096 };

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
	return at + STEP < size - DENSE ? at + STEP : size - DENSE;
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
