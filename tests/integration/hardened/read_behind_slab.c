/* SPDX-License-Identifier: MIT */
/*
 * What lies behind an object is read, on and on, beyond its slab.
 * needs: guard
 * faults
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(1000)), *next = opaque(malloc(64 * KIB));
	size_t sum = 0;

	announce(p);
	/* No slab is larger, and memory goes on behind its guard. */
	for (size_t i = 0; i < 80 * KIB; i++)
		sum += (unsigned char)p[i];
	opaque((void *)sum);
	free(next);
	free(p);
	return 0;
}
