/* SPDX-License-Identifier: MIT */
/*
 * The object behind the newest one is freed.
 * stops: free: ADDRESS is free already (double free); slab 64
 * stops: free: ADDRESS was never allocated; slab 64
 */
#include "misuse.h"

int main(void)
{
	enum { NR = 5000 };
	static char *p[NR];
	char *top = NULL;

	for (int i = 0; i < NR; i++) {
		p[i] = malloc(64);
		if (p[i] > top)
			top = p[i];
	}
	free_again(opaque(top + malloc_usable_size(top)));
	return 0;
}
