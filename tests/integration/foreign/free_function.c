/* SPDX-License-Identifier: MIT */
/* free of a function of the main program. */
#include "address.h"

__attribute__((noinline, aligned(64))) static void function(void)
{
	__asm__ volatile("");
}

int main(void)
{
	function();
	free_announced((const void *)(uintptr_t)&function);
	return 0;
}
