/* SPDX-License-Identifier: MIT */
/*
 * A single page, the kind that is cached, is freed twice.
 * stops: buddy_free_pages: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	alloc_pages_fn *allocate = (alloc_pages_fn *)need("buddy_alloc_pages");
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = allocate(0, 0);

	EXPECT(p != NULL);
	release(p, 0);
	announce(p);
	release(p, 0);
	return 0;
}
