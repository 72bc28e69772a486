/* SPDX-License-Identifier: MIT */
/* A misaligned address inside a small object is freed. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(1000);

	free_again(opaque(p + 1));
	return 0;
}
