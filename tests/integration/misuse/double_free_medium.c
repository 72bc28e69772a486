/* SPDX-License-Identifier: MIT */
/* An object of the largest classes is freed twice. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(20000);

	free(p);
	free_again(opaque(p));
	return 0;
}
