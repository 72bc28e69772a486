/* SPDX-License-Identifier: MIT */
/*
 * An object is freed again after traffic in another size.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	free(p);
	for (int i = 0; i < 1000; i++)
		free(opaque(malloc(2000)));
	free_again(opaque(p));
	return 0;
}
