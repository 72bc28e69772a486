/* SPDX-License-Identifier: MIT */
/*
 * A thread's object is freed twice by another thread.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

static void *allocate(void *slot)
{
	*(void **)slot = malloc(100);
	return NULL;
}

int main(void)
{
	void *p = NULL;

	run_thread(allocate, &p);
	free(p);
	free_again(opaque(p));
	return 0;
}
