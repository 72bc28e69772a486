/* SPDX-License-Identifier: MIT */
/*
 * A forked child frees what its parent had freed.
 * stops: free: ADDRESS is free already (double free); slab 112
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);
	int status;
	pid_t child;

	free(p);
	announce(p);
	child = fork();
	if (child == 0) {
		free(opaque(p));
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child);
	if (WIFSIGNALED(status))
		raise(WTERMSIG(status));
	return 0;
}
