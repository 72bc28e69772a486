/* SPDX-License-Identifier: MIT */
/* A child that leaves at once has copied almost none of a large heap. */
#include "../expect.h"
#include <pthread.h>
#include <sys/resource.h>

enum {
	BLOCKS = 500000,
	THREADS = 4,
	/* The C library and its locks, the records that fork mends, the test's
	 * own stack: 21 and 49 were counted, 17 and 34 without libbuddy.  A
	 * heap that was walked would be thousands. */
	MOST_FAULTS = 100
};

static pthread_barrier_t filled, done;

static void fill(unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		char *p = malloc(16 + i % 200);

		EXPECT(p != NULL);
		p[0] = 1;
	}
}

/* Page faults of a child that leaves at once: the copies it made. */
static long child_faults(void)
{
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	EXPECT(wait4(child, &status, 0, &usage) == child);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return usage.ru_minflt;
}

static void of_one_thread(void)
{
	fill(BLOCKS);
	for (int i = 0; i < 5; i++)
		EXPECT(child_faults() < MOST_FAULTS);
}

static void *fill_and_wait(void *unused)
{
	fill(BLOCKS / THREADS);
	pthread_barrier_wait(&filled);
	pthread_barrier_wait(&done);
	return unused;
}

static void of_threads(void)
{
	pthread_t thread[THREADS];

	pthread_barrier_init(&filled, NULL, THREADS + 1);
	pthread_barrier_init(&done, NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++)
		EXPECT(!pthread_create(&thread[i], NULL, fill_and_wait, NULL));
	pthread_barrier_wait(&filled);
	for (int i = 0; i < 5; i++)
		EXPECT(child_faults() < MOST_FAULTS);
	pthread_barrier_wait(&done);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
}

int main(void)
{
	static const struct row rows[] = {
		{ "a process of one thread", of_one_thread, ROW_COMMON },
		{ "a process of five threads", of_threads, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
