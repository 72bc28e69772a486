/* SPDX-License-Identifier: MIT */
/*
 * Pages are freed with an order that is too large.
 * stops: buddy_free_pages: ADDRESS has 8 pages, not 16
 */
#include "misuse.h"

int main(void)
{
	alloc_pages_fn *allocate = (alloc_pages_fn *)need("buddy_alloc_pages");
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = allocate(0, 3);

	EXPECT(p != NULL);
	announce(p);
	release(p, 4);
	return 0;
}
