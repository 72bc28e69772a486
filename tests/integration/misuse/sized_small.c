/* SPDX-License-Identifier: MIT */
/*
 * An object is freed with the size of a larger one.
 * stops: free_sized: ADDRESS was not allocated for 200 bytes; slab 112
 */
#include "misuse.h"

int main(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");
	char *p = malloc(100);

	announce(p);
	release(p, 200);
	return 0;
}
