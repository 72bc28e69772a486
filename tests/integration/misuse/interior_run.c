/* SPDX-License-Identifier: MIT */
/* A page inside a run is freed. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100 * KIB);

	free_again(opaque(p + 8192));
	return 0;
}
