/* SPDX-License-Identifier: MIT */
/*
 * A run is freed again after runs beside it were freed.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *before = malloc(100 * KIB);
	char *p = malloc(100 * KIB);
	char *behind = malloc(100 * KIB);

	free(before);
	free(p);
	free(behind);
	free_again(opaque(p));
	return 0;
}
