/* SPDX-License-Identifier: MIT */
/* free of an address on another thread's stack counts as any mapping. */
#include "address.h"
#include <pthread.h>

static void *run(void *block)
{
	free_announced(block);
	return NULL;
}

int main(void)
{
	_Alignas(64) char block[256];
	pthread_t thread;

	memset(block, 1, sizeof(block));
	EXPECT(pthread_create(&thread, NULL, run, block) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
	EXPECT(all_bytes_are(opaque(block), 1, sizeof(block)));
	return 0;
}
