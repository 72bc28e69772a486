/* SPDX-License-Identifier: MIT */
/*
 * An address in the first page of a run is freed.
 * stops: free: ADDRESS points into a page, not at its start; pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);

	free_again(opaque(p + 16));
	return 0;
}
