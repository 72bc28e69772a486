/* SPDX-License-Identifier: MIT */
/* An object of no bytes is freed twice. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(opaque_size(0));

	free(p);
	free_again(opaque(p));
	return 0;
}
