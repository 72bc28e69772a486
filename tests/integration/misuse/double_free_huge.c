/* SPDX-License-Identifier: MIT */
/* A huge block (8 MiB) is freed twice. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(8 * MIB);

	free(p);
	free_again(opaque(p));
	return 0;
}
