/* SPDX-License-Identifier: MIT */
/*
 * Pages are freed by an address inside the first one.
 * stops: buddy_free_pages: ADDRESS points into a page, not at its start; pages
 */
#include "misuse.h"

int main(void)
{
	alloc_pages_fn *allocate = (alloc_pages_fn *)need("buddy_alloc_pages");
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = allocate(0, 3);

	EXPECT(p != NULL);
	announce(p + 64);
	release(p + 64, 3);
	return 0;
}
