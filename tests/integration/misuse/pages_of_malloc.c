/* SPDX-License-Identifier: MIT */
/*
 * A small object is freed as if it were a page.
 * stops: buddy_free_pages: ADDRESS is an object, not a run of pages; slab 112
 */
#include "misuse.h"

int main(void)
{
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = malloc(100);

	announce(p);
	release(p, 0);
	return 0;
}
