/* SPDX-License-Identifier: MIT */
/* The object behind the newest one is freed. */
#include "misuse.h"

int main(void)
{
	enum { NR = 5000 };
	static char *p[NR];
	char *top = NULL;

	for (int i = 0; i < NR; i++) {
		p[i] = malloc(64);
		if (p[i] > top)
			top = p[i];
	}
	free_again(opaque(top + malloc_usable_size(top)));
	return 0;
}
