/* SPDX-License-Identifier: MIT */
/*
 * Pages are freed twice.
 * stops: buddy_free_pages: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	alloc_pages_fn *allocate = (alloc_pages_fn *)need("buddy_alloc_pages");
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = allocate(0, 3);
	char *guard = allocate(0, 3);

	EXPECT(p != NULL && guard != NULL);
	release(p, 3);
	announce(p);
	release(p, 3);
	return 0;
}
