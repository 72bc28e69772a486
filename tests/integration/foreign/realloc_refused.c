/* SPDX-License-Identifier: MIT */
/* realloc of a block from mmap: the policy decides, refused by default. */
#include "address.h"

int main(void)
{
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	EXPECT(p != MAP_FAILED);
	announce(p + 1024);
	errno = 0;
	EXPECT(realloc(opaque(p + 1024), opaque_size(100)) == NULL);
	EXPECT(errno == ENOMEM);
	return 0;
}
