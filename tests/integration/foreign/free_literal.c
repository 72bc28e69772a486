/* SPDX-License-Identifier: MIT */
/* free of a constant of the main program. */
#include "address.h"

static const _Alignas(64) char block[256] = "constant";

int main(void)
{
	free_announced(block);
	return 0;
}
