/* SPDX-License-Identifier: MIT */
/*
 * Exact pages are freed twice.
 * stops: buddy_free_pages_exact: ADDRESS is free already (double free); pages
 */
#include "misuse.h"

int main(void)
{
	alloc_exact_fn *allocate =
		(alloc_exact_fn *)need("buddy_alloc_pages_exact");
	free_exact_fn *release =
		(free_exact_fn *)need("buddy_free_pages_exact");
	char *p = allocate(0, 100 * KIB);
	char *guard = allocate(0, 100 * KIB);

	EXPECT(p != NULL && guard != NULL);
	release(p, 100 * KIB);
	announce(p);
	release(p, 100 * KIB);
	return 0;
}
