/* SPDX-License-Identifier: MIT */
/* A run is resized after it was freed. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);

	free(p);
	announce(p);
	EXPECT(realloc(opaque(p), 300 * KIB) == NULL);
	return 0;
}
