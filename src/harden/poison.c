/* SPDX-License-Identifier: MIT */
/*
 * harden/poison.c - the contents of free blocks
 */
#include "harden/poison.h"

void poison_fill(void *p, size_t n)
{
	__builtin_memset(p, POISON_BYTE, n);
}

size_t poison_whole(const void *p, size_t n)
{
	const uint8_t *byte = p;
	size_t i = 0;

	while (i < n && byte[i] == POISON_BYTE)
		i++;
	return i;
}
