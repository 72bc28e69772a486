/* SPDX-License-Identifier: MIT */
/*
 * A page of the arena that was never handed out is freed.
 * stops: free: ADDRESS was never allocated; pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(8 * MIB);

	free_again(opaque(p + 256 * MIB));
	return 0;
}
