/* SPDX-License-Identifier: MIT */
/*
 * A thread frees an object and exits; it is freed again.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	run_thread(free_in_thread, p);
	free_again(opaque(p));
	return 0;
}
