/* SPDX-License-Identifier: MIT */
/* A child goes on although a page of a block was kept from it by madvise. */
#include "../expect.h"

int main(void)
{
	char *block = aligned_alloc(4096, 64 * KIB);
	void *p[500];
	int status;
	pid_t child;

	EXPECT(block != NULL);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = malloc(i * 30);
	EXPECT(madvise(block + 8192, 4096, MADV_DONTFORK) == 0);
	child = fork();
	EXPECT(child >= 0);
	if (child == 0) {
		for (size_t i = 0; i < ARRAY_SIZE(p); i++)
			free(p[i]);
		for (size_t i = 0; i < ARRAY_SIZE(p); i++)
			p[i] = malloc(i * 30);
		for (size_t i = 0; i < ARRAY_SIZE(p); i++)
			free(p[i]);
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	EXPECT(madvise(block + 8192, 4096, MADV_DOFORK) == 0);
	free(block);
	EXPECT(heap_is_sound());
	return 0;
}
