/* SPDX-License-Identifier: MIT */
/*
 * A huge block is resized after it was freed.
 * stops: realloc: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(8 * MIB);

	free(p);
	announce(p);
	EXPECT(realloc(opaque(p), 16 * MIB) == NULL);
	return 0;
}
