/* SPDX-License-Identifier: MIT */
/*
 * kernels/kernels.c - run one kernel, on as many threads as asked for
 *
 *     kernels --list
 *     kernels NAME [THREADS [PERMILLE]]
 *
 * Prints "checksum HEX", and whatever the kernel itself reports:
 * "figure NAME VALUE" and "sample SECONDS KILOBYTES LABEL".
 *
 * One thread means that the process never creates another, as most programs
 * do not: some allocators take cheaper paths then.
 */
#include "kernel.h"

#include "sizes.h"
#include "table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_THREADS = 256,
	FULL = 1000,
	LINE_PAIR = 128 /* bytes; lines are 64, and fetched in pairs */
};

/* Threads write their own member all the time, so none shares a line. */
struct member {
	_Alignas(LINE_PAIR) struct worker worker;
	const struct kernel *kernel;
	pthread_t thread;
};

static void *member_run(void *arg)
{
	struct member *member = arg;

	pthread_barrier_wait(&member->worker.team->barrier);
	member->kernel->run(&member->worker);
	return NULL;
}

static uint64_t run(const struct kernel *kernel, struct team *team)
{
	size_t bytes = team->nr_threads * sizeof(struct member);
	struct member *members = table_new(bytes);
	uint64_t checksum = 0;

	pthread_barrier_init(&team->barrier, NULL, team->nr_threads);
	if (kernel->setup)
		kernel->setup(team);
	for (unsigned i = 0; i < team->nr_threads; i++) {
		members[i].kernel = kernel;
		members[i].worker.team = team;
		members[i].worker.index = i;
		members[i].worker.random.state = i;
		if (i > 0 && pthread_create(&members[i].thread, NULL,
					    member_run, &members[i]) != 0)
			stop("cannot create a thread");
	}
	member_run(&members[0]);
	for (unsigned i = 0; i < team->nr_threads; i++) {
		if (i > 0)
			pthread_join(members[i].thread, NULL);
		checksum += members[i].worker.checksum;
	}
	table_free(members, bytes);
	return checksum;
}

static void list(void)
{
	for (size_t i = 0; i < nr_kernels; i++)
		printf("%s\t%s\n", kernels[i]->name, kernels[i]->stands_for);
}

static const struct kernel *find(const char *name)
{
	for (size_t i = 0; i < nr_kernels; i++)
		if (strcmp(kernels[i]->name, name) == 0)
			return kernels[i];
	stop("no kernel of that name; see --list");
}

/* number - argument i of the command, from 1 to most */
static unsigned number(int argc, char **argv, int i, unsigned fallback,
		       unsigned most)
{
	char *end;
	unsigned long value;

	if (i >= argc)
		return fallback;
	value = strtoul(argv[i], &end, 10);
	if (*end || value < 1 || value > most)
		stop("usage: kernels NAME [THREADS [PERMILLE]]");
	return (unsigned)value;
}

int main(int argc, char **argv)
{
	struct team team = { 0 };

	if (argc < 2 || argc > 4)
		stop("usage: kernels --list | NAME [THREADS [PERMILLE]]");
	if (strcmp(argv[1], "--list") == 0) {
		list();
		return 0;
	}
	team.nr_threads = number(argc, argv, 2, 1, MAX_THREADS);
	team.permille = number(argc, argv, 3, FULL, FULL);
	sizes_prepare();
	printf("checksum %016" PRIx64 "\n", run(find(argv[1]), &team));
	return 0;
}
