/* SPDX-License-Identifier: MIT */
/*
 * launch.c - run one program under one library and report what it cost
 *
 *     launch REPORT LIBRARY PROGRAM [ARGUMENT...]
 *
 * LIBRARY is preloaded into PROGRAM and nothing else.  REPORT is a file that
 * gets a line "pid N" at the start and the figures at the end.
 *
 * The kernel remembers a process's peak across execve: a program that peaks
 * at 2 MiB would be charged for a larger launcher.  So the launcher is static
 * and touches next to nothing; a few hundred KiB are below any program's own.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval tv)
{
	return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static _Noreturn void program(const char *library, char **command)
{
	/* Whoever stops the launcher means the program. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (*library && setenv("LD_PRELOAD", library, 1) != 0)
		_exit(127);
	execvp(command[0], command);
	fprintf(stderr, "launch: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

static void report_figures(FILE *report, double wall, int status,
			   const struct rusage *usage)
{
	fprintf(report, "wall %.6f\nuser %.6f\nsys %.6f\nrss %ld\n", wall,
		seconds(usage->ru_utime), seconds(usage->ru_stime),
		usage->ru_maxrss);
	fprintf(report, "faults %ld\nmajor %ld\n", usage->ru_minflt,
		usage->ru_majflt);
	fprintf(report, "waited %ld\nswitched %ld\n", usage->ru_nvcsw,
		usage->ru_nivcsw);
	fprintf(report, "status %d\n",
		WIFEXITED(status) ? WEXITSTATUS(status) :
				    128 + WTERMSIG(status));
}

int main(int argc, char **argv)
{
	struct rusage usage;
	FILE *report;
	double start;
	pid_t pid;
	int status;

	if (argc < 4) {
		fprintf(stderr, "usage: launch REPORT LIBRARY PROGRAM ...\n");
		return 2;
	}
	report = fopen(argv[1], "we");
	if (!report) {
		perror(argv[1]);
		return 2;
	}
	start = now();
	pid = fork();
	if (pid == 0)
		program(argv[2], argv + 3);
	if (pid > 0) {
		fprintf(report, "pid %d\n", (int)pid);
		fflush(report);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("launch");
		return 2;
	}
	report_figures(report, now() - start, status, &usage);
	return fclose(report) == 0 ? 0 : 2;
}
