/* SPDX-License-Identifier: MIT */
/*
 * A byte behind a run of whole pages is written.
 * needs: canary
 * stops: ADDRESS was written to past its end, at offset 65536; pages
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(64 * KIB));

	announce(p);
	p[64 * KIB]++;
	free(p);
	return 0;
}
