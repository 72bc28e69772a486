/* SPDX-License-Identifier: MIT */
/*
 * A run is freed twice, and another of its length allocated in between.
 * needs: quarantine
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(100 * KIB)), *q;

	free(p);
	q = opaque(malloc(100 * KIB));
	free_again(opaque(p));
	free(q);
	return 0;
}
