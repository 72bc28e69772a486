/* SPDX-License-Identifier: MIT */
/* A slot of a slab that was never handed out is freed. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(112);
	size_t stride = malloc_usable_size(p);

	free_again(opaque(p + 400 * stride));
	return 0;
}
