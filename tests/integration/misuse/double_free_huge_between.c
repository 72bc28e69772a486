/* SPDX-License-Identifier: MIT */
/*
 * A huge block is freed again after another was freed.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(8 * MIB);
	char *q = malloc(8 * MIB);

	free(p);
	free(q);
	free_again(opaque(p));
	return 0;
}
