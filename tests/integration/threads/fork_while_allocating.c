/* SPDX-License-Identifier: MIT */
/* Four threads fork while four others allocate; every child can allocate. */
#include "../expect.h"
#include <pthread.h>
#include <stdatomic.h>

enum { FORKERS = 4, MALLOCERS = 4, FORKS = 60 };

static atomic_bool done;

static void churn(uint32_t seed, int rounds)
{
	void *p[64] = { NULL };

	for (int i = 0; i < rounds; i++) {
		size_t slot = next_random(&seed) % ARRAY_SIZE(p);
		size_t size = next_random(&seed) % 3000;

		if (i % 100 == 0)
			size *= 100;
		free(p[slot]);
		p[slot] = malloc(size);
		EXPECT(p[slot] != NULL);
		memset(p[slot], 1, size);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
}

static void *allocate(void *argument)
{
	uint32_t seed = (uint32_t)(uintptr_t)argument;

	while (!atomic_load(&done))
		churn(seed++, 1000);
	return NULL;
}

static void *fork_often(void *argument)
{
	uint32_t seed = (uint32_t)(uintptr_t)argument;

	for (int i = 0; i < FORKS; i++) {
		void *before = malloc(200);
		int status = 0;
		pid_t child = fork();

		EXPECT(child >= 0);
		if (child == 0) {
			alarm(HANG_SECONDS);
			free(before);
			churn(seed + (uint32_t)i, 1000);
			EXPECT(heap_is_sound());
			_exit(0);
		}
		free(before);
		EXPECT(waitpid(child, &status, 0) == child);
		EXPECT(!(WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM));
		EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	return NULL;
}

int main(void)
{
	pthread_t forker[FORKERS], mallocer[MALLOCERS];

	for (uintptr_t i = 0; i < MALLOCERS; i++)
		EXPECT(pthread_create(&mallocer[i], NULL, allocate,
				      (void *)(i + 1)) == 0);
	for (uintptr_t i = 0; i < FORKERS; i++)
		EXPECT(pthread_create(&forker[i], NULL, fork_often,
				      (void *)(i + 100)) == 0);
	for (int i = 0; i < FORKERS; i++)
		pthread_join(forker[i], NULL);
	atomic_store(&done, true);
	for (int i = 0; i < MALLOCERS; i++)
		pthread_join(mallocer[i], NULL);
	EXPECT(heap_is_sound());
	return 0;
}
