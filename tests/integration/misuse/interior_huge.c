/* SPDX-License-Identifier: MIT */
/*
 * An address inside a huge block is freed.
 * stops: free: ADDRESS is not the start of an allocation; pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(12 * MIB);

	free_again(opaque(p + 4 * MIB));
	return 0;
}
