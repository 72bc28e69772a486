/* SPDX-License-Identifier: MIT */
/*
 * A run of pages (100 KiB) is freed twice.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);
	char *guard = malloc(100 * KIB);

	free(p);
	free_again(opaque(p));
	free(guard);
	return 0;
}
