/* SPDX-License-Identifier: MIT */
/* One thread frees an object, then another frees it again. */
#include "misuse.h"

int main(void)
{
	char *p = malloc(100);

	free(p);
	announce(p);
	run_thread(free_in_thread, opaque(p));
	return 0;
}
