/* SPDX-License-Identifier: MIT */
/* The child of a threaded process starts threads and forks a child itself. */
#include "../expect.h"
#include <pthread.h>
#include <stdatomic.h>

static atomic_bool done;
static void *inherited[1000];

static void *churn(void *forever)
{
	uint32_t seed = 5;

	for (int i = 0; forever ? !atomic_load(&done) : i < 20000; i++)
		free(opaque(malloc(next_random(&seed) % 2000)));
	return NULL;
}

static void run_threads(void)
{
	pthread_t thread[8];

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, churn, NULL) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
}

static void wait_for(pid_t child)
{
	int status = 0;

	EXPECT(child > 0 && waitpid(child, &status, 0) == child);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void be_child(void)
{
	alarm(HANG_SECONDS);
	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++) {
		EXPECT(all_bytes_are(inherited[i], 7, 100));
		free(inherited[i]);
	}
	run_threads();
	EXPECT(heap_is_sound());
	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++) {
		inherited[i] = malloc(100);
		memset(inherited[i], 7, 100);
	}
}

/* Each generation forks the next one, and waits for it. */
static _Noreturn void be_descendants(void)
{
	for (int generation = 0; generation < 3; generation++) {
		pid_t child;

		be_child();
		child = fork();
		if (child != 0) {
			wait_for(child);
			break;
		}
	}
	_exit(0);
}

int main(void)
{
	pthread_t thread[4];

	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++) {
		inherited[i] = malloc(100);
		memset(inherited[i], 7, 100);
	}
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, churn, thread) == 0);
	for (int i = 0; i < 20; i++) {
		pid_t child = fork();

		if (child == 0)
			be_descendants();
		wait_for(child);
	}
	atomic_store(&done, true);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
	EXPECT(heap_is_sound());
	return 0;
}
