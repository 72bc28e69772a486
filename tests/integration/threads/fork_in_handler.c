/* SPDX-License-Identifier: MIT */
/* fork in a signal handler that interrupts malloc never hangs. */
#include "../expect.h"
#include <sys/time.h>

static volatile sig_atomic_t forks, failures;

static void wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		failures = failures + 1;
}

static void fork_and_leave(int signal)
{
	int error = errno;
	pid_t child = fork();

	(void)signal;
	if (child == 0)
		_exit(0);
	if (child > 0)
		wait_for(child);
	forks = forks + 1;
	errno = error;
}

static void churn_until(int nr_forks)
{
	void *p[100] = { NULL };
	uint32_t seed = 3;

	while (forks < nr_forks) {
		size_t slot = next_random(&seed) % ARRAY_SIZE(p);
		size_t size = next_random(&seed) % 5000;

		if (slot == 0)
			size *= 100;
		free(p[slot]);
		p[slot] = malloc(size);
		EXPECT(p[slot] != NULL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
}

static void interrupts_malloc(void)
{
	struct sigaction action = { .sa_handler = fork_and_leave };
	struct itimerval timer = { { 0, 1500 }, { 0, 1500 } };

	alarm(0);
	EXPECT(sigaction(SIGVTALRM, &action, NULL) == 0);
	EXPECT(setitimer(ITIMER_VIRTUAL, &timer, NULL) == 0);
	churn_until(300);
	timer = (struct itimerval){ { 0, 0 }, { 0, 0 } };
	setitimer(ITIMER_VIRTUAL, &timer, NULL);
	EXPECT(failures == 0);
}

static void fork_and_allocate(int signal)
{
	pid_t child = fork();

	(void)signal;
	if (child == 0) {
		alarm(HANG_SECONDS);
		forks = 0;
		for (int i = 0; i < 1000; i++)
			free(opaque(malloc((size_t)i * 10)));
		_exit(0);
	}
	if (child > 0)
		wait_for(child);
}

/* The signal comes between two calls of malloc, so its child may allocate. */
static void between_calls(void)
{
	signal(SIGUSR1, fork_and_allocate);
	for (int i = 0; i < 100; i++) {
		void *p = malloc(100);

		raise(SIGUSR1);
		free(p);
	}
	EXPECT(failures == 0);
}

/* _Fork runs no handlers; a process of one thread does not need them. */
static void bare_fork(void)
{
	pid_t (*fork_only)(void) = (pid_t(*)(void))find("_Fork");

	if (!fork_only)
		skip("this C library does not have _Fork");
	for (int i = 0; i < 100; i++) {
		void *p = malloc(100);
		pid_t child = fork_only();

		EXPECT(child >= 0);
		if (child == 0) {
			alarm(HANG_SECONDS);
			free(p);
			for (int k = 0; k < 1000; k++)
				free(opaque(malloc((size_t)k * 10)));
			_exit(0);
		}
		wait_for(child);
		free(p);
	}
	EXPECT(failures == 0);
}

int main(void)
{
	static const struct row rows[] = {
		{ "fork in a handler that interrupts malloc", interrupts_malloc,
		  ROW_COMMON },
		{ "malloc in the child of a handler", between_calls,
		  ROW_COMMON },
		{ "malloc after _Fork", bare_fork, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
