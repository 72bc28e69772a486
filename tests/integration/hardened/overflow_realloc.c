/* SPDX-License-Identifier: MIT */
/*
 * A byte behind an object is written, and realloc asked for more.
 * needs: canary
 * stops: ADDRESS was written to past its end, at offset 100; slab 112
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(100));

	announce(p);
	p[100]++;
	free(opaque(realloc(p, 1000)));
	return 0;
}
