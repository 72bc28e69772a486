/* SPDX-License-Identifier: MIT */
/* A small object is freed as if it were a page. */
#include "misuse.h"

int main(void)
{
	free_pages_fn *release = (free_pages_fn *)need("buddy_free_pages");
	char *p = malloc(100);

	announce(p);
	release(p, 0);
	return 0;
}
