/* SPDX-License-Identifier: MIT */
/* Blocks from one thread, freed by many that block: no thread strands them. */
#include "../expect.h"
#include <pthread.h>

enum { THREADS = 16, BLOCKS = 10000, BYTES = 512, ROUNDS = 10 };

static void *block[THREADS][BLOCKS];
static pthread_barrier_t filled, emptied;

static void *only_free(void *argument)
{
	void **mine = argument;

	for (int round = 0; round < ROUNDS; round++) {
		pthread_barrier_wait(&filled);
		for (int i = 0; i < BLOCKS; i++)
			free(mine[i]);
		pthread_barrier_wait(&emptied);
	}
	return NULL;
}

int main(void)
{
	size_t before = rss_kib();
	pthread_t thread[THREADS];

	pthread_barrier_init(&filled, NULL, THREADS + 1);
	pthread_barrier_init(&emptied, NULL, THREADS + 1);
	for (int t = 0; t < THREADS; t++)
		EXPECT(pthread_create(&thread[t], NULL, only_free, block[t]) ==
		       0);
	for (int round = 0; round < ROUNDS; round++) {
		for (int t = 0; t < THREADS; t++)
			for (int i = 0; i < BLOCKS; i++) {
				block[t][i] = malloc(BYTES);
				memset(block[t][i], 1, BYTES);
			}
		pthread_barrier_wait(&filled);
		pthread_barrier_wait(&emptied);
		/* One round is 80 MB; all of them would be 800 MB. */
		EXPECT(rss_kib() < before + 160 * 1024);
	}
	for (int t = 0; t < THREADS; t++)
		pthread_join(thread[t], NULL);
	EXPECT(heap_is_sound());
	return 0;
}
