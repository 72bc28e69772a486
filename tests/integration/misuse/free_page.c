/* SPDX-License-Identifier: MIT */
/*
 * An address in a page that nothing was ever allocated from is freed.
 * stops: free: ADDRESS lies in a free page (freed, or never allocated); pages
 */
#include "misuse.h"

int main(void)
{
	char *p = malloc(16 * KIB);

	free_again(opaque(p + MIB + 16));
	return 0;
}
