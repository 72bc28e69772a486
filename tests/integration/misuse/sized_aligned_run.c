/* SPDX-License-Identifier: MIT */
/*
 * An aligned run is freed with the wrong size.
 * stops: free_aligned_sized: ADDRESS was not allocated for 65536 bytes; pages
 */
#include "misuse.h"

int main(void)
{
	free_aligned_sized_fn *release =
		(free_aligned_sized_fn *)need("free_aligned_sized");
	char *p = aligned_alloc(64 * KIB, 128 * KIB);

	announce(p);
	release(p, 64 * KIB, 64 * KIB);
	return 0;
}
