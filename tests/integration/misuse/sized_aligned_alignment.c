/* SPDX-License-Identifier: MIT */
/*
 * An aligned object is freed with the wrong alignment.
 * stops: free_aligned_sized: ADDRESS was not allocated for 320 bytes; slab 320
 */
#include "misuse.h"

int main(void)
{
	free_aligned_sized_fn *release =
		(free_aligned_sized_fn *)need("free_aligned_sized");
	char *p = aligned_alloc(64, 320);

	announce(p);
	release(p, 512, 320);
	return 0;
}
