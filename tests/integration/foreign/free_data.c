/* SPDX-License-Identifier: MIT */
/* free of an initialised variable of the main program. */
#include "address.h"

static _Alignas(64) char block[256] = "data";

int main(void)
{
	free_announced(block);
	EXPECT(strcmp(opaque(block), "data") == 0);
	return 0;
}
