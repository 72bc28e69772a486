/* SPDX-License-Identifier: MIT */
/*
 * A small object is freed twice in a row.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	free(p);
	free_again(opaque(p));
	return 0;
}
