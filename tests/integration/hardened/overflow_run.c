/* SPDX-License-Identifier: MIT */
/*
 * A byte behind a run is written, in its last page.
 * needs: canary
 * stops: ADDRESS was written to past its end, at offset 100000; pages
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(100000));

	announce(p);
	p[100000]++;
	free(p);
	return 0;
}
