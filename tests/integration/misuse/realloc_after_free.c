/* SPDX-License-Identifier: MIT */
/* A block is resized after it was freed. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	free(p);
	announce(p);
	EXPECT(realloc(opaque(p), 5000) == NULL);
	return 0;
}
