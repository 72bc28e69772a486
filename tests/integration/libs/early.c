/* SPDX-License-Identifier: MIT */
/* A library that allocates and starts threads before main, and after it. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 500 };

static void *early[BLOCKS];

static void *run(void *unused)
{
	for (size_t i = 0; i < BLOCKS; i++)
		free(malloc(i * 20));
	return unused;
}

__attribute__((constructor(101))) static void load(void)
{
	pthread_t thread[4];

	for (size_t i = 0; i < BLOCKS; i++) {
		early[i] = malloc(i * 20);
		memset(early[i], 1, i * 20);
	}
	for (size_t i = 0; i < 4; i++)
		if (pthread_create(&thread[i], NULL, run, NULL))
			abort();
	for (size_t i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
}

__attribute__((destructor(101))) static void unload(void)
{
	for (size_t i = 0; i < BLOCKS; i++)
		free(early[i]);
}
