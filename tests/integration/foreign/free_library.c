/* SPDX-License-Identifier: MIT */
/* free of an address inside libbuddy's own code. */
#include "address.h"

int main(void)
{
	uintptr_t code = (uintptr_t)find("malloc");

	EXPECT(code != 0);
	free_announced((void *)((code + 15) & ~(uintptr_t)15));
	return 0;
}
