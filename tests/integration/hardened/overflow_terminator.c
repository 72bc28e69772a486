/* SPDX-License-Identifier: MIT */
/*
 * The terminator of a string goes one byte too far.
 * needs: canary
 * stops: ADDRESS was written to past its end, at offset 40; slab 48
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(40));

	announce(p);
	memset(p, 'x', 40);
	p[40] = '\0';
	free(p);
	return 0;
}
