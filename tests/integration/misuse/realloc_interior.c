/* SPDX-License-Identifier: MIT */
/*
 * An address inside a small object is resized.
 * stops: realloc: ADDRESS points into an object, not at its start; slab 1024
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(1000);

	announce(p + 16);
	EXPECT(realloc(opaque(p + 16), 5000) == NULL);
	return 0;
}
