/* SPDX-License-Identifier: MIT */
/*
 * A run is written to after it was freed, and leaves the quarantine.
 * needs: poison/quarantine
 * stops: ADDRESS was written to after it was freed, at offset 70000; pages
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(100 * KIB));

	free(p);
	announce(p);
	p[70000] = 'x';
	for (int i = 0; i < 1000; i++)
		free(opaque(malloc(100 * KIB)));
	return 0;
}
