/* SPDX-License-Identifier: MIT */
/* Forks, of one thread and of two: parent and child go on. */
#include "block.h"
#include <pthread.h>
#include <stdatomic.h>

enum { NR = 100 };

static atomic_bool done;

static void churn(size_t turns)
{
	struct block blocks[NR] = { { 0 } };

	for (size_t i = 0; i < turns * NR; i++) {
		struct block *b = &blocks[i * 7 % NR];

		block_free(b);
		block_alloc(b, i % 40 ? i % 900 + 1 : 200 * KIB);
	}
	for (size_t i = 0; i < NR; i++)
		block_free(&blocks[i]);
}

static void *churn_on(void *unused)
{
	while (!atomic_load(&done))
		churn(1);
	return unused;
}

/* The child ends by itself, or is ended. */
static void fork_once(bool again)
{
	struct block kept;
	int status = 0;
	pid_t child;

	block_alloc(&kept, 3000);
	child = fork();
	EXPECT(child >= 0);
	if (!child) {
		alarm(HANG_SECONDS);
		churn(2);
		if (again)
			fork_once(false);
		block_free(&kept);
		EXPECT(heap_is_sound());
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	block_free(&kept);
}

int main(void)
{
	pthread_t thread;
	bool started;

	fork_once(true);
	churn(2);
	fork_once(true);
	started = !pthread_create(&thread, NULL, churn_on, NULL);
	fork_once(true);
	fork_once(false);
	atomic_store(&done, true);
	if (started)
		EXPECT(pthread_join(thread, NULL) == 0);
	churn(1);
	EXPECT(heap_is_sound());
	return 0;
}
