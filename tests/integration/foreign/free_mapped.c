/* SPDX-License-Identifier: MIT */
/* free of memory from mmap: the policy decides, ignored by default. */
#include "address.h"

int main(void)
{
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	EXPECT(p != MAP_FAILED);
	memset(p, 9, 65536);
	free_announced(p + 4096);
	EXPECT(all_bytes_are(p, 9, 65536));
	return 0;
}
