/* SPDX-License-Identifier: MIT */
/* free of an address on the calling thread's stack. */
#include "address.h"

int main(void)
{
	_Alignas(64) char block[256];

	memset(block, 1, sizeof(block));
	free_announced(block);
	EXPECT(all_bytes_are(opaque(block), 1, sizeof(block)));
	return 0;
}
