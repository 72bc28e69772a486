/* SPDX-License-Identifier: MIT */
/*
 * A small object is freed again after another was freed.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);
	char *q = malloc(100);

	free(p);
	free(q);
	free_again(opaque(p));
	return 0;
}
