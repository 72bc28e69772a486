/* SPDX-License-Identifier: MIT */
/*
 * An object of no bytes is freed twice.
 * stops: free: ADDRESS is free already (double free); slab 16
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(opaque_size(0));

	free(p);
	free_again(opaque(p));
	return 0;
}
