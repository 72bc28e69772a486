/* SPDX-License-Identifier: MIT */
/*
 * The page behind a run is read.
 * needs: guard
 * faults
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(64 * KIB));

	announce(p);
	opaque((void *)(uintptr_t)p[64 * KIB]);
	free(p);
	return 0;
}
