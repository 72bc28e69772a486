/* SPDX-License-Identifier: MIT */
/*
 * A run is read after it was freed.
 * needs: guard/quarantine
 * faults
 */
#include "../misuse/misuse.h"

int main(void)
{
	char *p = opaque(malloc(100 * KIB));

	free(p);
	announce(p);
	opaque((void *)(uintptr_t)p[0]);
	return 0;
}
