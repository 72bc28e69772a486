/* SPDX-License-Identifier: MIT */
/* An aligned address inside a small object is freed. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(1000);

	free_again(opaque(p + 512));
	return 0;
}
