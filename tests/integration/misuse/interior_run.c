/* SPDX-License-Identifier: MIT */
/*
 * A page inside a run is freed.
 * stops: free: ADDRESS is not the start of an allocation; pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);

	free_again(opaque(p + 8192));
	return 0;
}
