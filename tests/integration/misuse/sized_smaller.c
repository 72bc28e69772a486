/* SPDX-License-Identifier: MIT */
/*
 * An object is freed with the size of a much smaller one.
 * stops: free_sized: ADDRESS was not allocated for 8 bytes; slab 1024
 */
#include "misuse.h"

int main(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");
	char *p = malloc(1000);

	announce(p);
	release(p, 8);
	return 0;
}
