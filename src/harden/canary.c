/* SPDX-License-Identifier: MIT */
/*
 * harden/canary.c - known bytes behind a block
 */
#include "harden/canary.h"

#include "harden/secret.h"

/* A word whose bytes, repeated, stand behind the block at p; none is 0. */
static uint64_t word_for(const void *p)
{
	return secret_hash((uintptr_t)p) | UINT64_C(0x0101010101010101);
}

static uint8_t byte_of(uint64_t word, size_t i)
{
	return (uint8_t)(word >> i % 8 * 8);
}

void canary_fill(void *p, size_t size, size_t n)
{
	uint8_t *canary = (uint8_t *)p + size;
	uint64_t word = word_for(p);

	for (size_t i = 0; i < n; i++)
		canary[i] = byte_of(word, i);
}

size_t canary_whole(const void *p, size_t size, size_t n)
{
	const uint8_t *canary = (const uint8_t *)p + size;
	uint64_t word = word_for(p);
	size_t i = 0;

	while (i < n && canary[i] == byte_of(word, i))
		i++;
	return i;
}
