/* SPDX-License-Identifier: MIT */
/*
 * A sized free names another length of the same class.
 * needs: canary
 * stops: free_sized: ADDRESS was not allocated for 101 bytes; slab 112
 */
#include "../misuse/misuse.h"

int main(void)
{
	free_sized_fn *free_sized = (free_sized_fn *)need("free_sized");
	char *p = opaque(malloc(100));

	announce(p);
	free_sized(p, 101);
	return 0;
}
