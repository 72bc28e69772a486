/* SPDX-License-Identifier: MIT */
/* Memory can be had and freed until the very end, by every way of leaving. */
#include "../expect.h"
#include <pthread.h>

static void *early[2000];
static bool expected_in_destructor;

static void work(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(early); i++) {
		EXPECT(all_bytes_are(early[i], 3, 50 + i));
		free(early[i]);
		early[i] = malloc(50 + i);
		memset(early[i], 3, 50 + i);
	}
	free(opaque(malloc(9 * MIB)));
}

static void succeed(void)
{
	work();
	_exit(0);
}

static void prepare(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(early); i++) {
		early[i] = malloc(50 + i);
		memset(early[i], 3, 50 + i);
	}
}

/* Runs after every atexit handler, and tells that it was reached. */
__attribute__((destructor)) static void at_the_end(void)
{
	if (!expected_in_destructor)
		return;
	work();
	_exit(0);
}

static void by_atexit(void)
{
	prepare();
	EXPECT(atexit(succeed) == 0);
	EXPECT(atexit(work) == 0);
	exit(3);
}

static void by_destructor(void)
{
	prepare();
	expected_in_destructor = true;
	EXPECT(atexit(work) == 0);
	exit(3);
}

static void by_quick_exit(void)
{
	prepare();
	EXPECT(at_quick_exit(succeed) == 0);
	EXPECT(at_quick_exit(work) == 0);
	quick_exit(3);
}

static void *exit_here(void *unused)
{
	work();
	exit(3);
	return unused;
}

static void by_another_thread(void)
{
	pthread_t thread;

	prepare();
	EXPECT(atexit(succeed) == 0);
	EXPECT(pthread_create(&thread, NULL, exit_here, NULL) == 0);
	pthread_join(thread, NULL);
}

static void *churn(void *unused)
{
	for (;;)
		free(opaque(malloc(300)));
	return unused;
}

/* Threads that go on allocating while the process exits do no harm. */
static void while_threads_run(void)
{
	pthread_t thread;

	prepare();
	for (int i = 0; i < 8; i++)
		EXPECT(pthread_create(&thread, NULL, churn, NULL) == 0);
	usleep(20000);
	alarm(HANG_SECONDS);
	exit(0);
}

static void *leave_last(void *unused)
{
	usleep(20000);
	work();
	expected_in_destructor = true;
	return unused;
}

/* The first thread ends before the last one, which then ends the process. */
static void by_pthread_exit(void)
{
	pthread_t thread;

	prepare();
	EXPECT(pthread_create(&thread, NULL, leave_last, NULL) == 0);
	pthread_exit(NULL);
}

int main(void)
{
	static const struct row rows[] = {
		{ "free in atexit handlers", by_atexit, ROW_COMMON },
		{ "free in destructors", by_destructor, ROW_COMMON },
		{ "free in at_quick_exit handlers", by_quick_exit, ROW_COMMON },
		{ "exit in another thread", by_another_thread, ROW_COMMON },
		{ "exit while threads allocate", while_threads_run,
		  ROW_COMMON },
		{ "pthread_exit of the first thread", by_pthread_exit,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
