/* SPDX-License-Identifier: MIT */
/*
 * One thread frees an object, then another frees it again.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	free_here_and_there(p);
	return 0;
}
