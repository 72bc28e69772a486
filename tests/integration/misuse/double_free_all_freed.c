/* SPDX-License-Identifier: MIT */
/*
 * An object is freed again when all of its slab is free.
 * stops: free: ADDRESS lies in a free page (freed, or never allocated); pages
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	enum { NR = 100000 };
	static char *p[NR];

	for (int i = 0; i < NR; i++)
		p[i] = malloc(100);
	for (int i = 0; i < NR; i++)
		free(p[i]);
	malloc_trim(0);
	free_again(opaque(p[NR / 2]));
	return 0;
}
