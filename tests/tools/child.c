/* SPDX-License-Identifier: MIT */
/*
 * tools/child.c - a program to be looked at
 */
#include "child.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void path_of(char *path, size_t size, const char *program)
{
	const char *folder = getenv("top_builddir");

	snprintf(path, size, "%s/tests/tools/programs/%s",
		 folder ? folder : ".", program);
}

bool child_may_start(void)
{
	char path[4096];

	path_of(path, sizeof(path), "figures");
	return !access(path, X_OK);
}

static _Noreturn void become(int in, int out, const char *program,
			     const char *argument)
{
	char path[4096];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(in, 0);
	dup2(out, 1);
	path_of(path, sizeof(path), program);
	execl(path, path, argument, NULL);
	_exit(127);
}

static void spawn(struct child *c, const char *program, const char *argument)
{
	int in[2], out[2];

	ck_assert(!pipe2(in, 0) && !pipe2(out, 0));
	c->started = fork();
	ck_assert_int_ge(c->started, 0);
	if (!c->started) {
		close(in[1]);
		close(out[0]);
		become(in[0], out[1], program, argument);
	}
	close(in[0]);
	close(out[1]);
	c->keep_alive = in[1];
	c->figures = fdopen(out[0], "r");
	ck_assert_ptr_nonnull(c->figures);
}

void child_start_program(struct child *c, const char *program,
			 const char *argument)
{
	struct figure f;

	spawn(c, program, argument);
	f = child_figure(c);
	ck_assert_str_eq(f.name, "pid");
	c->pid = (pid_t)f.number;
}

void child_start_churn(struct child *c, int threads)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", threads);
	child_start_program(c, "churn", text);
}

/* Whether the process is waiting for its stdin, with all printed. */
static bool sleeps(pid_t pid)
{
	char name[64], state = '?';
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/stat", (int)pid);
	f = fopen(name, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%*d (%*[^)]) %c", &state), 1);
	fclose(f);
	return state == 'S';
}

void child_start(struct child *c, const char *shape)
{
	child_start_program(c, "figures", shape);
	for (int i = 0; i < 1000 && !sleeps(c->pid); i++)
		usleep(1000);
}

bool child_dumps_core(struct child *c, char *path, size_t size)
{
	char pattern[128] = "";
	FILE *f = fopen("/proc/sys/kernel/core_pattern", "r");
	int status;

	if (f) {
		if (!fgets(pattern, sizeof(pattern), f))
			pattern[0] = '\0';
		fclose(f);
	}
	if (strcmp(pattern, "core\n") != 0 && strcmp(pattern, "core.%p\n")) {
		printf("# no core was read: the system's core_pattern is %s\n",
		       pattern);
		return false;
	}
	/* A folder of its own: every core may have the same name. */
	snprintf(path, size, "core-XXXXXX");
	ck_assert(mkdtemp(path) && !chdir(path));
	setrlimit(RLIMIT_CORE,
		  &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
	child_start_program(c, "figures", "core");
	ck_assert_int_eq(waitpid(c->started, &status, 0), c->started);
	ck_assert(WIFSIGNALED(status) && WCOREDUMP(status));
	c->started = 0;
	if (access("core", F_OK)) {
		snprintf(pattern, sizeof(pattern), "core.%d", (int)c->pid);
		ck_assert(!rename(pattern, "core"));
	}
	ck_assert(!chdir(".."));
	snprintf(pattern, sizeof(pattern), "%s/core", path);
	ck_assert(!rename(pattern, "core.test") && !rmdir(path));
	snprintf(path, size, "core.test");
	return true;
}

struct figure child_figure(struct child *c)
{
	struct figure f;

	ck_assert_int_eq(fscanf(c->figures, "%31s %ld", f.name, &f.number), 2);
	return f;
}

uint64_t child_rss(const struct child *c, uint64_t start, uint64_t end)
{
	char name[64], line[512];
	bool inside = false;
	uint64_t sum = 0;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/smaps", (int)c->pid);
	f = fopen(name, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f)) {
		unsigned long from, to, kb;

		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = from >= start && to <= end;
		else if (inside && sscanf(line, "Rss: %lu kB", &kb) == 1)
			sum += kb * 1024;
	}
	fclose(f);
	return sum;
}

void child_end(struct child *c)
{
	if (!c->started)
		return;
	close(c->keep_alive);
	fclose(c->figures);
	kill(c->started, SIGKILL);
	waitpid(c->started, NULL, 0);
	c->started = 0;
}
