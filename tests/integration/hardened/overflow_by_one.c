/* SPDX-License-Identifier: MIT */
/*
 * A byte behind an object is written.
 * needs: canary
 * stops: ADDRESS was written to past its end, at offset 24; slab 32
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(24));

	announce(p);
	p[24] = 'x';
	free(p);
	return 0;
}
