/* SPDX-License-Identifier: MIT */
/*
 * command/trace.c - runs a program and looks at it as it ends
 *
 * The kernel stops a traced thread on its way out before it lets go of the
 * memory.  The memory of a process lasts as long as one of its threads, so all
 * are traced and counted, and the last one's stop is the moment to look.
 */
#include "command/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

struct tracing {
	pid_t pid;
	bool executed; /* the program's image has replaced ours */
	long live;     /* threads */
	at_end *look;
	void *data;
};

/* The exit status of a shell for a program that a signal ended. */
enum { STATUS_SIGNAL = 128 };

/* ---- the child ------------------------------------------------------------
 */

/* Waits until it is traced; tells why there is no program. */
static void child(char **argv, int go, int report)
{
	char byte;
	int error;

	if (read(go, &byte, 1) != 1)
		_exit(EXIT_FAILURE);
	execvp(argv[0], argv);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

/* ---- signals to the caller ------------------------------------------------
 */

static const int passed[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
enum { NR_PASSED = sizeof(passed) / sizeof(passed[0]) };
static volatile sig_atomic_t pass_to;

/* What a terminal sends reaches the program by itself. */
static void pass_on(int number, siginfo_t *info, void *context)
{
	int saved = errno;

	(void)context;
	if (info->si_code <= 0 && pass_to)
		kill(pass_to, number);
	errno = saved;
}

static void pass_signals(pid_t pid, struct sigaction *old)
{
	struct sigaction action = { .sa_sigaction = pass_on,
				    .sa_flags = SA_SIGINFO | SA_RESTART };

	pass_to = pid;
	for (unsigned i = 0; i < NR_PASSED; i++)
		sigaction(passed[i], &action, &old[i]);
}

static void stop_passing(const struct sigaction *old)
{
	pass_to = 0;
	for (unsigned i = 0; i < NR_PASSED; i++)
		sigaction(passed[i], &old[i], NULL);
}

/* ---- stops ----------------------------------------------------------------
 */

static bool is_thread(const struct tracing *t, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d", (int)t->pid, (int)tid);
	return !access(path, F_OK);
}

static void go_on(pid_t tid, int number)
{
	ptrace(PTRACE_CONT, tid, NULL, (void *)(long)number);
}

static void thread_started(struct tracing *t, pid_t tid)
{
	unsigned long new = 0;

	ptrace(PTRACE_GETEVENTMSG, tid, NULL, &new);
	if (is_thread(t, (pid_t) new))
		t->live++;
}

/*
 * A thread may end before its start is reported.  Then there is a look too
 * early, and the last one counts.
 */
static void thread_ends(struct tracing *t, pid_t tid)
{
	t->live--;
	if (t->executed && t->live <= 0)
		t->look(t->pid, tid, t->data);
}

/* A new thread, or the process was stopped by a signal and stays so. */
static void stopped(const struct tracing *t, pid_t tid, int number)
{
	if (number != SIGTRAP)
		ptrace(PTRACE_LISTEN, tid, NULL, NULL);
	else if (is_thread(t, tid))
		go_on(tid, 0);
	else
		/* A process that was made by clone, as few are. */
		ptrace(PTRACE_DETACH, tid, NULL, NULL);
}

static void handle_stop(struct tracing *t, pid_t tid, int status)
{
	switch (status >> 16) {
	case 0:
		go_on(tid, WSTOPSIG(status));
		return;
	case PTRACE_EVENT_STOP:
		stopped(t, tid, WSTOPSIG(status));
		return;
	case PTRACE_EVENT_CLONE:
		thread_started(t, tid);
		break;
	case PTRACE_EVENT_EXEC:
		/* The other threads are gone. */
		t->executed = true;
		t->live = 1;
		break;
	case PTRACE_EVENT_EXIT:
		thread_ends(t, tid);
		break;
	}
	go_on(tid, 0);
}

/* Until the process is gone; its wait status. */
static int follow(struct tracing *t)
{
	int status;

	for (;;) {
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			return W_EXITCODE(EXIT_FAILURE, 0);
		if (WIFSTOPPED(status))
			handle_stop(t, tid, status);
		else if (tid == t->pid)
			return status;
	}
}

/* ---- all together ---------------------------------------------------------
 */

static bool seize(pid_t pid, struct failure *why)
{
	const unsigned long options = PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC |
				      PTRACE_O_TRACECLONE;

	if (!ptrace(PTRACE_SEIZE, pid, NULL, (void *)options))
		return true;
	return failed(why, errno == ESRCH ? STATUS_FAILED : STATUS_DENIED,
		      "cannot trace the program: %s; a container's system call "
		      "filter or kernel.yama.ptrace_scope may forbid it",
		      strerror(errno));
}

/* Closes what it reads from. */
static bool was_executed(const struct tracing *t, const char *name, int report,
			 struct failure *why)
{
	int error = 0;
	ssize_t n = read(report, &error, sizeof(error));

	close(report);
	if (n != sizeof(error) && t->executed)
		return true;
	return failed(why, error == ENOENT ? STATUS_NO_TARGET : STATUS_FAILED,
		      "cannot run %s: %s", name,
		      error ? strerror(error) : "it ended too early");
}

/* The child's ends are closed here. */
static bool trace_child(struct tracing *t, int go[2], int report[2],
			int *status, struct failure *why)
{
	struct sigaction old[NR_PASSED];
	bool traced = seize(t->pid, why);

	close(go[0]);
	close(report[1]);
	pass_signals(t->pid, old);
	if (traced && write(go[1], "", 1) != 1)
		traced = failed(why, STATUS_FAILED, "the program is gone");
	close(go[1]);
	*status = follow(t);
	stop_passing(old);
	return traced;
}

bool trace_program(char **argv, at_end *look, void *data, int *status,
		   struct failure *why)
{
	struct tracing t = { .live = 1, .look = look, .data = data };
	int go[2], report[2];

	if (pipe2(go, O_CLOEXEC) || pipe2(report, O_CLOEXEC))
		return failed(why, STATUS_FAILED, "cannot make a pipe: %s",
			      strerror(errno));
	fflush(NULL);
	t.pid = fork();
	if (t.pid < 0)
		return failed(why, STATUS_FAILED, "cannot fork: %s",
			      strerror(errno));
	if (!t.pid) {
		close(go[1]);
		close(report[0]);
		child(argv, go[0], report[1]);
	}
	if (!trace_child(&t, go, report, status, why)) {
		close(report[0]);
		return false;
	}
	*status = WIFSIGNALED(*status) ? STATUS_SIGNAL + WTERMSIG(*status) :
					 WEXITSTATUS(*status);
	return was_executed(&t, argv[0], report[0], why);
}
