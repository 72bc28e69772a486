/* SPDX-License-Identifier: MIT */
/*
 * A huge block (8 MiB) is freed twice.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(8 * MIB);

	free(p);
	free_again(opaque(p));
	return 0;
}
