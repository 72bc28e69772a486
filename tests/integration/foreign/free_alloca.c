/* SPDX-License-Identifier: MIT */
/* free of memory from alloca, deep in a recursion. */
#include "address.h"
#include <alloca.h>

static int descend(int depth)
{
	char *block = alloca(1024);

	memset(block, depth, 1024);
	if (depth > 0)
		return descend(depth - 1) + block[0];
	free_announced((char *)(((uintptr_t)block + 15) & ~(uintptr_t)15));
	return block[1];
}

int main(void)
{
	return opaque_size((size_t)descend(100)) == 1 ? 1 : 0;
}
