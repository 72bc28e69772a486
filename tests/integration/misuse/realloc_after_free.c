/* SPDX-License-Identifier: MIT */
/*
 * A block is resized after it was freed.
 * stops: realloc: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	free(p);
	announce(p);
	EXPECT(realloc(opaque(p), 5000) == NULL);
	return 0;
}
