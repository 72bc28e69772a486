/* SPDX-License-Identifier: MIT */
/*
 * An aligned object is freed with the wrong size.
 * stops: free_aligned_sized: ADDRESS was not allocated for 128 bytes; slab 256
 */
#include "misuse.h"

int main(void)
{
	free_aligned_sized_fn *release =
		(free_aligned_sized_fn *)need("free_aligned_sized");
	char *p = aligned_alloc(64, 256);

	announce(p);
	release(p, 64, 128);
	return 0;
}
