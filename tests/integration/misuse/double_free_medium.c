/* SPDX-License-Identifier: MIT */
/*
 * A run of few pages, the kind that is cached, is freed twice.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(20000);

	free(p);
	free_again(opaque(p));
	return 0;
}
