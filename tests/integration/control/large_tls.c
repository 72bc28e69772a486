/* SPDX-License-Identifier: MIT */
/*
 * With control:true: thread-local storage lies in a thread's stack, and its
 * size is the program's.  What is left must do for an answer.
 */
#include "client.h"

/* A little less than 256 KiB, at which a fixed stack would be full. */
static __thread char large[247 * 1024];

int main(void)
{
	opaque(large);
	free(opaque(malloc(100)));
	EXPECT(client_gets(getpid(), "get opt.control\n", "ok\n1\n"));
	return 0;
}
