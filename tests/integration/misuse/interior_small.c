/* SPDX-License-Identifier: MIT */
/*
 * An aligned address inside a small object is freed.
 * stops: free: ADDRESS points into an object, not at its start; slab 1024
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(1000);

	free_again(opaque(p + 512));
	return 0;
}
