/* SPDX-License-Identifier: MIT */
/* Threads that come and go, and free what others had. */
#include "block.h"
#include <pthread.h>

enum { THREADS = 4, NR = 200, ROUNDS = 2 };

static struct block blocks[THREADS][NR];

static size_t size_of(size_t thread, size_t i)
{
	size_t size = (thread + 3) * (i + 1) * 7 % 3000 + 1;

	return i % 50 == 0 ? size * 100 : size;
}

static void *have(void *argument)
{
	size_t own = (uintptr_t)argument;

	for (size_t i = 0; i < NR; i++)
		block_alloc(&blocks[own][i], size_of(own, i));
	return NULL;
}

static void *resize_and_free(void *argument)
{
	size_t own = (uintptr_t)argument;
	struct block *others = blocks[(own + 1) % THREADS];

	for (size_t i = 0; i < NR; i += 2)
		if (others[i].at)
			block_resize(&others[i], size_of(own, i));
	for (size_t i = 0; i < NR; i++)
		block_free(&others[i]);
	return NULL;
}

/* What has no thread, since none can be had, is done here. */
static void in_threads(void *(*run)(void *))
{
	pthread_t thread[THREADS];
	bool started[THREADS];

	for (uintptr_t i = 0; i < THREADS; i++) {
		started[i] = !pthread_create(&thread[i], NULL, run, (void *)i);
		if (!started[i])
			run((void *)i);
	}
	for (size_t i = 0; i < THREADS; i++)
		if (started[i])
			EXPECT(pthread_join(thread[i], NULL) == 0);
}

int main(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		in_threads(have);
		EXPECT(heap_is_sound());
		in_threads(resize_and_free);
	}
	EXPECT(heap_is_sound());
	return 0;
}
