/* SPDX-License-Identifier: MIT */
/*
 * An object is written to after it was freed, and comes to be reused.
 * needs: poison
 * stops: ADDRESS was written to after it was freed, at offset 5; slab 64
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(56));

	free(p);
	announce(p);
	p[5] = 'x';
	for (int i = 0; i < 1000; i++)
		opaque(malloc(56));
	return 0;
}
