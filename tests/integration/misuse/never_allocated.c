/* SPDX-License-Identifier: MIT */
/*
 * A slot of a slab that was never handed out is freed.
 * stops: free: ADDRESS was never allocated; slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(112);
	size_t stride = malloc_usable_size(p);

	free_again(opaque(p + 100 * stride));
	return 0;
}
