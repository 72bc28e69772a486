/* SPDX-License-Identifier: MIT */
/*
 * An aligned object is freed twice.
 * stops: free: ADDRESS is free already (double free); slab 512
 */
#include "misuse.h"

int main(void)
{
	char *p = aligned_alloc(256, 300);

	free(p);
	free_again(opaque(p));
	return 0;
}
