/* SPDX-License-Identifier: MIT */
/* Fills memory, frees it, says "ready", and waits for the end of stdin. */
#include "../expect.h"

int main(void)
{
	char *p = malloc(6 * MIB);
	char c;

	EXPECT(p != NULL);
	memset(p, 1, 6 * MIB);
	free(opaque(p));
	free(opaque(malloc(100)));
	EXPECT(write(STDOUT_FILENO, "ready\n", 6) == 6);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	return 0;
}
