/* SPDX-License-Identifier: MIT */
/*
 * stress/child.c - a fork among threads, whose child uses its copy
 */
#include "stress/child.h"

#include "stress/failure.h"

#include <buddy/buddy.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Children compete with all threads of their parent for the processors, so
 * that one which only has to wait for its turn may take a while. */
enum { CHILDREN_MOST = 4, HANG_SECONDS = 120, MADE = 32 };

static _Atomic unsigned children;

_Noreturn static void child_main(const struct block *blocks, size_t nr,
				 struct rng *rng)
{
	struct block own[MADE] = { 0 };
	struct block copy;
	int bad;

	signal(SIGALRM, SIG_DFL);
	alarm(HANG_SECONDS);
	for (size_t i = 0; i < nr; i++) {
		copy = blocks[i];
		block_check(&copy);
		if (i % 2)
			block_drop(&copy, rng);
	}
	for (size_t i = 0; i < MADE; i++)
		block_make(&own[i], rng);
	for (size_t i = 0; i < MADE; i++)
		block_resize(&own[i], rng);
	for (size_t i = 0; i < MADE; i++)
		block_drop(&own[i], rng);
	bad = buddy_check();
	if (bad)
		failure("%d violations in a child", bad);
	_exit(0);
}

static void wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) != pid)
		if (errno != EINTR)
			failure("waitpid: %s", strerror(errno));
	if (WIFSIGNALED(status))
		failure("child %d ended by signal %d%s", (int)pid,
			WTERMSIG(status),
			WTERMSIG(status) == SIGALRM ? ": it hangs" : "");
	if (WEXITSTATUS(status))
		failure("child %d ended with %d", (int)pid,
			WEXITSTATUS(status));
}

bool child_run(const struct block *blocks, size_t nr, struct rng *rng)
{
	bool room = add_relaxed(&children, 1) < CHILDREN_MOST;
	pid_t pid;

	if (room) {
		pid = fork();
		if (pid < 0)
			failure("fork: %s", strerror(errno));
		if (!pid)
			child_main(blocks, nr, rng);
		wait_for(pid);
	}
	sub_relaxed(&children, 1);
	return room;
}
