/* SPDX-License-Identifier: MIT */
/*
 * A run is freed with the size of an object.
 * stops: free_sized: ADDRESS was not allocated for 100 bytes; pages
 */
#include "misuse.h"

int main(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");
	char *p = malloc(100 * KIB);

	announce(p);
	release(p, 100);
	return 0;
}
