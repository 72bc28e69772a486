/* SPDX-License-Identifier: MIT */
/*
 * Pages are freed with an order that does not exist.
 * stops: buddy_free_pages: ADDRESS has 1 pages, not 0
 */
#include "misuse.h"

int main(void)
{
	alloc_pages_fn *allocate = (alloc_pages_fn *)need("buddy_alloc_pages");
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = allocate(0, 0);

	EXPECT(p != NULL);
	announce(p);
	release(p, 40);
	return 0;
}
