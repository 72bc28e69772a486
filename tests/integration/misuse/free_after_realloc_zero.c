/* SPDX-License-Identifier: MIT */
/*
 * A block is freed after realloc to zero freed it.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	EXPECT(realloc(opaque(p), opaque_size(0)) == NULL);
	free_again(opaque(p));
	return 0;
}
