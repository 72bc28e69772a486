/* SPDX-License-Identifier: MIT */
/*
 * A run is resized after it was freed.
 * stops: realloc: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);

	free(p);
	announce(p);
	EXPECT(realloc(opaque(p), 300 * KIB) == NULL);
	return 0;
}
