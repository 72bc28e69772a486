/* SPDX-License-Identifier: MIT */
/*
 * A thread frees a run, then another frees it again.
 * stops: free: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);
	char *guard = malloc(100 * KIB);

	run_thread(free_in_thread, p);
	free_again(opaque(p));
	free(guard);
	return 0;
}
