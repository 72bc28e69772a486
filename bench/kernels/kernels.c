/* SPDX-License-Identifier: MIT */
/*
 * kernels/kernels.c - run one kernel, on as many threads as asked for
 *
 *     kernels --list
 *     kernels NAME [THREADS [PERMILLE]]
 *
 * Prints the checksum, and what the kernel itself reports; see output.h.
 *
 * One thread means that the process creates no other, as most programs do
 * not: some allocators take cheaper paths then.  Not so the kernels that are
 * about new threads, handover_* and short_threads: THREADS of theirs create
 * the others.
 */
#include "common/arguments.h"
#include "common/output.h"
#include "kernels/kernel.h"
#include "kernels/registry.h"
#include "kernels/sizes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct member {
	struct worker worker;
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

int main(int argc, char **argv)
{
	static const char usage[] =
		"usage: kernels --list | NAME [THREADS [PERMILLE]]";
	struct arguments arguments;
	struct team team = { 0 };

	if (argc < 2)
		stop(usage);
	if (strcmp(argv[1], "--list") == 0) {
		list();
		return 0;
	}
	arguments = arguments_parse(argv + 2, usage);
	team.nr_threads = arguments.nr_threads;
	team.permille = arguments.permille;
	sizes_prepare();
	print_line("checksum %016" PRIx64, run(find(argv[1]), &team));
	return 0;
}
