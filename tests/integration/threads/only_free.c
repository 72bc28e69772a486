/* SPDX-License-Identifier: MIT */
/* What a thread that never allocates frees is used again: RSS stays bounded. */
#include "../expect.h"
#include <pthread.h>

enum { ROUNDS = 40, BLOCKS = 50000, BYTES = 200 };

static void *block[BLOCKS];
static pthread_barrier_t filled, emptied;

static void *only_free(void *unused)
{
	for (int round = 0; round < ROUNDS; round++) {
		pthread_barrier_wait(&filled);
		for (int i = 0; i < BLOCKS; i++)
			free(block[i]);
		pthread_barrier_wait(&emptied);
	}
	return unused;
}

int main(void)
{
	size_t before = rss_kib();
	pthread_t thread;

	pthread_barrier_init(&filled, NULL, 2);
	pthread_barrier_init(&emptied, NULL, 2);
	EXPECT(pthread_create(&thread, NULL, only_free, NULL) == 0);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < BLOCKS; i++) {
			block[i] = malloc(BYTES);
			memset(block[i], 1, BYTES);
		}
		pthread_barrier_wait(&filled);
		pthread_barrier_wait(&emptied);
		/* One round is 10 MB; all of them would be 400 MB. */
		EXPECT(rss_kib() < before + 40 * 1024);
	}
	pthread_join(thread, NULL);
	EXPECT(heap_is_sound());
	return 0;
}
