/* SPDX-License-Identifier: MIT */
/*
 * Pages that are not the arena's are freed.
 * stops: buddy_free_pages: ADDRESS was not allocated here
 */
#include "misuse.h"

int main(void)
{
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	announce(p);
	release(p, 3);
	return 0;
}
