/* SPDX-License-Identifier: MIT */
/*
 * churn MS [fork]: allocates and frees for so long, then leaves by exit; with
 * "fork" a child does, of which the pid is printed.
 */
#include "../expect.h"
#include <time.h>

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	long end = now_ms() + (argc > 1 ? atol(argv[1]) : 0);
	pid_t child;
	int status;

	free(opaque(malloc(100)));
	if (argc > 2) {
		child = fork();
		if (child) {
			dprintf(STDOUT_FILENO, "%d\n", (int)child);
			EXPECT(waitpid(child, &status, 0) == child);
			_exit(status != 0);
		}
	}
	while (now_ms() < end) {
		for (int i = 0; i < 20; i++)
			free(opaque(malloc(4 * MIB)));
		usleep(1000);
	}
	return 0;
}
