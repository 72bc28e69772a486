/* SPDX-License-Identifier: MIT */
/*
 * An object from calloc is freed twice.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = calloc(10, 10);

	free(p);
	free_again(opaque(p));
	return 0;
}
