/* SPDX-License-Identifier: MIT */
/* free of an address on the stack of a thread that is not the first one. */
#include "address.h"
#include <pthread.h>

static void *run(void *unused)
{
	_Alignas(64) char block[256];

	memset(block, 1, sizeof(block));
	free_announced(block);
	EXPECT(all_bytes_are(opaque(block), 1, sizeof(block)));
	return unused;
}

int main(void)
{
	pthread_t thread;

	EXPECT(pthread_create(&thread, NULL, run, NULL) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
	return 0;
}
