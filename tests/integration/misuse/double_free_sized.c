/* SPDX-License-Identifier: MIT */
/*
 * An object is freed twice, both times with its size.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");
	char *p = malloc(100);

	release(p, 100);
	announce(p);
	release(opaque(p), 100);
	return 0;
}
