/* SPDX-License-Identifier: MIT */
/*
 * One thread frees a huge block, then another frees it again.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(8 * MIB);

	free_here_and_there(p);
	return 0;
}
