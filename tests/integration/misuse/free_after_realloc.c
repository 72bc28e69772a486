/* SPDX-License-Identifier: MIT */
/*
 * The old address is freed after realloc moved the block.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);
	char *q = realloc(opaque(p), 5000);

	EXPECT(q != opaque(p));
	free_again(opaque(p));
	return 0;
}
