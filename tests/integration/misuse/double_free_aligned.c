/* SPDX-License-Identifier: MIT */
/* An aligned object is freed twice. */
#include "misuse.h"

int main(void)
{
	char *p = aligned_alloc(256, 300);

	free(p);
	free_again(opaque(p));
	return 0;
}
