/* SPDX-License-Identifier: MIT */
/*
 * A page inside a run is resized.
 * stops: realloc: ADDRESS is not the start of an allocation; pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);

	announce(p + 8192);
	EXPECT(realloc(opaque(p + 8192), 300 * KIB) == NULL);
	return 0;
}
