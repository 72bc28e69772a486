/* SPDX-License-Identifier: MIT */
/*
 * Exact pages are freed with another size.
 * stops: buddy_free_pages_exact: ADDRESS has 25 pages, not 16
 */
#include "misuse.h"

int main(void)
{
	alloc_exact_fn *allocate =
		(alloc_exact_fn *)need("buddy_alloc_pages_exact");
	free_exact_fn *release =
		(free_exact_fn *)need("buddy_free_pages_exact");
	char *p = allocate(0, 100 * KIB);

	EXPECT(p != NULL);
	announce(p);
	release(p, 64 * KIB);
	return 0;
}
