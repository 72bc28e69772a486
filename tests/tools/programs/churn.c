/* SPDX-License-Identifier: MIT */
/*
 * tools/programs/churn.c - a program that allocates and frees without end
 *
 *     churn [THREADS [SECONDS]]
 *
 * Each thread replaces blocks of 16 bytes to 8 MiB at random, and swaps some
 * with the others, so that pages, slabs and page caches are all in motion.
 * Says "pid NUMBER" once all tables are full, and at the end how many blocks
 * were replaced.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 2000, SHARED = 64, MOST_THREADS = 64, DEFAULT_SECONDS = 300 };

static _Atomic(void *) shared[SHARED];
static _Atomic unsigned nr_ready;
static _Atomic unsigned long replaced;
static time_t end;

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Mostly small, now and then a run, rarely a long one. */
static size_t random_size(uint64_t *state)
{
	unsigned kind = next_random(state) % 1000;

	if (kind < 980)
		return 16 + next_random(state) % 2000;
	if (kind < 999)
		return 4096 + next_random(state) % (256 * 1024);
	return next_random(state) % (8 * 1024 * 1024);
}

static void *new_block(uint64_t *state)
{
	size_t size = random_size(state);
	char *p = malloc(size);

	if (p && size)
		p[0] = p[size - 1] = 1;
	return p;
}

static void *work(void *arg)
{
	uint64_t state = 88172645463325252u + (uintptr_t)arg;
	void *block[SLOTS];
	unsigned long rounds = 0;

	for (int i = 0; i < SLOTS; i++)
		block[i] = new_block(&state);
	atomic_fetch_add(&nr_ready, 1);
	for (; time(NULL) < end; rounds++) {
		unsigned i = next_random(&state) % SLOTS;

		free(block[i]);
		block[i] = new_block(&state);
		if (i < SHARED)
			block[i] = atomic_exchange(&shared[i], block[i]);
	}
	atomic_fetch_add(&replaced, rounds);
	for (int i = 0; i < SLOTS; i++)
		free(block[i]);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread[MOST_THREADS];
	unsigned nr = argc > 1 ? (unsigned)atoi(argv[1]) : 1;

	if (!nr || nr > MOST_THREADS)
		return 2;
	end = time(NULL) + (argc > 2 ? atoi(argv[2]) : DEFAULT_SECONDS);
	for (uintptr_t i = 0; i < nr; i++)
		if (pthread_create(&thread[i], NULL, work, (void *)i))
			return 1;
	while (atomic_load(&nr_ready) < nr)
		usleep(1000);
	printf("pid %d\n", (int)getpid());
	fflush(stdout);
	for (unsigned i = 0; i < nr; i++)
		pthread_join(thread[i], NULL);
	printf("%lu\n", atomic_load(&replaced));
	return 0;
}
