/* SPDX-License-Identifier: MIT */
/* free of a misaligned address: no allocator ever returned that. */
#include "address.h"

int main(void)
{
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	EXPECT(p != MAP_FAILED);
	free_announced(p + 4097);
	return 0;
}
