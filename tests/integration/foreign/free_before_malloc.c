/* SPDX-License-Identifier: MIT */
/* free as the process's very first call: of NULL and of a foreign block. */
#include "address.h"

int main(void)
{
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	free(opaque(NULL));
	free_announced(p);
	free(malloc(100));
	return 0;
}
