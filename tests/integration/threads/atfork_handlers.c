/* SPDX-License-Identifier: MIT */
/* Another library's fork handlers may allocate, whatever their order. */
#include "../expect.h"
#include <pthread.h>
#include <stdatomic.h>

static atomic_bool done;
static atomic_int called;

/* Blocks of every scale, more of them than any cache holds. */
static void handler(void)
{
	void *p[300];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = malloc(i % 20 ? i * 10 : i * 2000);
		EXPECT(p[i] != NULL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
	p[0] = malloc(9 * MIB);
	EXPECT(p[0] != NULL);
	p[0] = realloc(opaque(p[0]), 19 * MIB);
	EXPECT(p[0] != NULL);
	free(p[0]);
	atomic_fetch_add(&called, 1);
}

static void *churn(void *unused)
{
	while (!atomic_load(&done))
		free(opaque(malloc(500)));
	return unused;
}

static void fork_often(int handlers)
{
	pthread_t thread[2];

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, churn, NULL) == 0);
	alarm(HANG_SECONDS);
	for (int i = 0; i < 100; i++) {
		int status;
		pid_t child = fork();

		if (child == 0) {
			alarm(HANG_SECONDS);
			EXPECT(atomic_load(&called) == 2 * handlers * (i + 1));
			_exit(0);
		}
		EXPECT(waitpid(child, &status, 0) == child);
		EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	atomic_store(&done, true);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
	EXPECT(heap_is_sound());
}

static void registered_late(void)
{
	free(opaque(malloc(100)));
	EXPECT(pthread_atfork(handler, handler, handler) == 0);
	fork_often(1);
}

/* Nothing has asked for memory when the handlers are registered. */
static void registered_early(void)
{
	EXPECT(pthread_atfork(handler, handler, handler) == 0);
	EXPECT(pthread_atfork(handler, handler, handler) == 0);
	fork_often(2);
}

int main(void)
{
	static const struct row rows[] = {
		{ "fork handlers registered late allocate", registered_late,
		  ROW_COMMON },
		{ "fork handlers registered early allocate", registered_early,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
