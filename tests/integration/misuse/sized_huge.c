/* SPDX-License-Identifier: MIT */
/*
 * A huge block is freed with half its size.
 * stops: free_sized: ADDRESS was not allocated for 4194304 bytes; pages
 */
#include "misuse.h"

int main(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");
	char *p = malloc(8 * MIB);

	announce(p);
	release(p, 4 * MIB);
	return 0;
}
