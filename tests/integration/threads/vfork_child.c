/* SPDX-License-Identifier: MIT */
/* A vfork child, which shares all memory, may use malloc before it is gone. */
#include "../expect.h"
#include <pthread.h>
#include <spawn.h>

extern char **environ;

static void churn(void)
{
	void *p[200];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = malloc(i * 20);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
}

static void vfork_often(void)
{
	for (int i = 0; i < 300; i++) {
		int status;
		pid_t child;

		churn();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
		child = vfork();
#pragma GCC diagnostic pop
		if (child == 0) {
			churn();
			_exit(0);
		}
		EXPECT(waitpid(child, &status, 0) == child);
		EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		churn();
	}
}

static void *vfork_thread(void *unused)
{
	vfork_often();
	return unused;
}

static void from_threads(void)
{
	pthread_t thread[4];

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, vfork_thread, NULL) ==
		       0);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
}

static void spawn_often(void)
{
	for (int i = 0; i < 50; i++) {
		char *argv[] = { (char *)"true", NULL };
		int status;
		pid_t child;

		churn();
		EXPECT(posix_spawnp(&child, "true", NULL, NULL, argv,
				    environ) == 0);
		EXPECT(waitpid(child, &status, 0) == child);
		EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "malloc in a vfork child", vfork_often, ROW_COMMON },
		{ "malloc in vfork children of threads", from_threads,
		  ROW_COMMON },
		{ "posix_spawn", spawn_often, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
