/* SPDX-License-Identifier: MIT */
/*
 * The second half of a block of pages is freed by itself.
 * stops: buddy_free_pages: ADDRESS is not the start of an allocation; pages
 */
#include "misuse.h"

int main(void)
{
	alloc_pages_fn *allocate = (alloc_pages_fn *)need("buddy_alloc_pages");
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = allocate(0, 3);

	EXPECT(p != NULL);
	announce(p + 4 * 4096);
	release(p + 4 * 4096, 2);
	return 0;
}
