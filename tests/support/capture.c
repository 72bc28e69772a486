/* SPDX-License-Identifier: MIT */
/*
 * support/capture.c - run something in a process of its own, and listen
 */
#include "support/capture.h"

#include "support/suite.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Reads until the other end is closed; what does not fit is dropped. */
static void read_all(int fd, char *text, size_t size)
{
	size_t len = 0;

	for (;;) {
		char piece[1024];
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n && len + 1 < size; i++)
			text[len++] = piece[i];
	}
	text[len] = '\0';
}

struct capture capture(void (*fn)(void *arg), void *arg)
{
	struct capture c;
	int fds[2];
	pid_t pid;

	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		/* An abort is part of the plan: leave no core file. */
		signal(SIGABRT, SIG_DFL);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		close(fds[1]);
		fn(arg);
		_exit(0);
	}
	close(fds[1]);
	read_all(fds[0], c.text, sizeof(c.text));
	close(fds[0]);
	ck_assert_int_eq(waitpid(pid, &c.status, 0), pid);
	return c;
}

bool capture_aborted(const struct capture *c, const char *words)
{
	return WIFSIGNALED(c->status) && WTERMSIG(c->status) == SIGABRT &&
	       strstr(c->text, words);
}

bool capture_exited(const struct capture *c)
{
	return WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0;
}
