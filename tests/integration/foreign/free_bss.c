/* SPDX-License-Identifier: MIT */
/* free of an uninitialised variable of the main program. */
#include "address.h"

static _Alignas(64) char block[4096];

int main(void)
{
	free_announced(block + 1024);
	EXPECT(all_bytes_are(opaque(block), 0, sizeof(block)));
	return 0;
}
