/* SPDX-License-Identifier: MIT */
/*
 * An object is freed twice, and another of its size allocated in between.
 * needs: quarantine
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(100)), *q;

	free(p);
	q = opaque(malloc(100));
	free_again(opaque(p));
	free(q);
	return 0;
}
