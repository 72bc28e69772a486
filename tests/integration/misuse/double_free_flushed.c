/* SPDX-License-Identifier: MIT */
/*
 * An object is freed again when its slab has taken it back.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	enum { NR = 20000 };
	static char *p[NR];

	for (int i = 0; i < NR; i++)
		p[i] = malloc(100);
	for (int i = 0; i < NR; i += 2)
		free(p[i]);
	free_again(opaque(p[NR / 2]));
	return 0;
}
