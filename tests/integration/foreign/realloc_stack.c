/* SPDX-License-Identifier: MIT */
/* realloc of an address on the calling thread's stack. */
#include "address.h"

int main(void)
{
	_Alignas(64) char block[256];

	memset(block, 1, sizeof(block));
	announce(block);
	errno = 0;
	EXPECT(realloc(opaque(block), opaque_size(1000)) == NULL);
	EXPECT(errno == ENOMEM);
	EXPECT(all_bytes_are(opaque(block), 1, sizeof(block)));
	return 0;
}
