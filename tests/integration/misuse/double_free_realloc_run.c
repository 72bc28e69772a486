/* SPDX-License-Identifier: MIT */
/*
 * The old address of a run is freed after realloc moved it.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(2 * MIB);
	char *fence = malloc(16 * MIB);
	char *q = realloc(opaque(p), 64 * MIB);

	EXPECT(q != opaque(p));
	free_again(opaque(p));
	free(fence);
	return 0;
}
