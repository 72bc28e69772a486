/* SPDX-License-Identifier: MIT */
/*
 * pages/pages.c - the page layer by itself
 *
 *     pages --list
 *     pages HEAP WORKLOAD [THREADS [PERMILLE]]
 *
 * HEAP is libbuddy, mmap, one_lock or plain; see heap.h.  Prints
 * "figure ns X", the nanoseconds that one thread needs for one pair of
 * allocation and free while all of them run: from the first thread's start to
 * the last one's end, divided by the pairs of one thread.  It stays the same
 * as threads are added when the heap scales perfectly, as long as each thread
 * has a processor.  Then "figure seconds X", that time as a whole, and
 * "checksum HEX".  The checksum is the same for all heaps that do the same
 * share of the work.
 */
#include "churn.h"
#include "heap.h"
#include "pattern.h"
#include "system.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 256, FULL = 1000 };

/*
 * Blocks: 64 MiB of them in a live set, as a heap's caches must not hold it
 * all, but at least 64, so that a random one is random.  Pairs: by trial, 0.1
 * to 0.4 s of libbuddy.
 */
struct workload {
	const char *name;
	void (*run)(struct worker *worker); /* NULL: churn */
	unsigned order;
	uint32_t nr_blocks;
	uint32_t nr_pairs;
	const char *stands_for;
};

static const struct workload workloads[] = {
	{ "single_0", pattern_single, 0, 1, 6000000,
	  "one 4 KiB page again and again: a bounce buffer" },
	{ "single_4", pattern_single, 4, 1, 3000000,
	  "one 64 KiB block again and again: a buffer for each request" },
	{ "single_9", pattern_single, 9, 1, 2000000,
	  "one 2 MiB block again and again: a huge page" },
	{ "bulk_0", pattern_bulk, 0, 16384, 16384 * 32,
	  "64 MiB of pages, freed in order: a cache that is flushed" },
	{ "bulk_4", pattern_bulk, 4, 1024, 1024 * 512,
	  "64 MiB of 64 KiB blocks, freed in order: slabs of a phase" },
	{ "bulk_9", pattern_bulk, 9, 64, 64 * 2048,
	  "128 MiB of 2 MiB blocks, freed in order: an arena's chunks" },
	{ "random_0", pattern_random, 0, 16384, 4000000,
	  "64 MiB of pages, a random eighth replaced: a page cache" },
	{ "random_4", pattern_random, 4, 1024, 3000000,
	  "64 MiB of 64 KiB blocks, a random eighth replaced: slabs" },
	{ "random_9", pattern_random, 9, 64, 2000000,
	  "128 MiB of 2 MiB blocks, a random eighth replaced: huge pages" },
	{ "churn", NULL, 0, 0, 0,
	  "1 GiB half full of scattered pages: large blocks left" },
};

enum { NR_WORKLOADS = sizeof(workloads) / sizeof(workloads[0]) };

struct member {
	struct worker worker;
	void (*run)(struct worker *worker);
	pthread_t thread;
};

static void *member_run(void *arg)
{
	struct member *member = arg;

	member->run(&member->worker);
	return NULL;
}

/* plan - a thread's part: a small run is small in memory, too */
static struct worker plan(const struct workload *workload,
			  const struct heap *heap, unsigned permille)
{
	uint32_t blocks =
		(uint32_t)((uint64_t)workload->nr_blocks * permille / FULL);
	uint64_t pairs = (uint64_t)workload->nr_pairs * permille / FULL;
	uint64_t rounds;

	if (!blocks)
		blocks = 1;
	rounds = pairs / heap->share / blocks;
	return (struct worker){
		.heap = heap,
		.order = workload->order,
		.nr_blocks = blocks,
		.nr_pairs = blocks * (rounds ? rounds : 1),
	};
}

static void report(const struct member *members, unsigned nr)
{
	uint64_t start = UINT64_MAX, end = 0, checksum = 0;

	for (unsigned i = 0; i < nr; i++) {
		const struct worker *worker = &members[i].worker;

		start = worker->start_ns < start ? worker->start_ns : start;
		end = worker->end_ns > end ? worker->end_ns : end;
		checksum += worker->checksum;
	}
	printf("figure ns %.2f\n",
	       (double)(end - start) / (double)members[0].worker.nr_pairs);
	printf("figure seconds %.6f\n", (double)(end - start) / 1e9);
	printf("checksum %016" PRIx64 "\n", checksum);
}

static void run(const struct workload *workload, const struct heap *heap,
		unsigned nr_threads, unsigned permille)
{
	size_t bytes = nr_threads * sizeof(struct member);
	struct member *members = table_new(bytes);
	struct worker worker = plan(workload, heap, permille);
	pthread_barrier_t barrier;

	/* Twice what is in use at once, as blocks of other orders may split */
	if (heap->open)
		heap->open(2 * nr_threads * worker.nr_blocks *
				   block_bytes(worker.order) +
			   block_bytes(TOP_ORDER));
	pthread_barrier_init(&barrier, NULL, nr_threads);
	worker.barrier = &barrier;
	for (unsigned i = 0; i < nr_threads; i++) {
		members[i].worker = worker;
		members[i].worker.random.state = i;
		members[i].run = workload->run;
		if (i > 0 && pthread_create(&members[i].thread, NULL,
					    member_run, &members[i]) != 0)
			stop("cannot create a thread");
	}
	member_run(&members[0]);
	for (unsigned i = 1; i < nr_threads; i++)
		pthread_join(members[i].thread, NULL);
	report(members, nr_threads);
	table_free(members, bytes);
}

static void list(void)
{
	for (size_t i = 0; i < NR_WORKLOADS; i++)
		printf("%s\t%s\n", workloads[i].name, workloads[i].stands_for);
}

static const struct workload *find(const char *name)
{
	for (size_t i = 0; i < NR_WORKLOADS; i++)
		if (strcmp(workloads[i].name, name) == 0)
			return &workloads[i];
	stop("no workload of that name; see --list");
}

/* number - argument i of the command, from 1 to most */
static unsigned number(int argc, char **argv, int i, unsigned fallback,
		       unsigned most)
{
	char *last;
	unsigned long value;

	if (i >= argc)
		return fallback;
	value = strtoul(argv[i], &last, 10);
	if (*last || value < 1 || value > most)
		stop("usage: pages HEAP WORKLOAD [THREADS [PERMILLE]]");
	return (unsigned)value;
}

int main(int argc, char **argv)
{
	const struct workload *workload;
	const struct heap *heap;
	unsigned nr_threads, permille;

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list();
		return 0;
	}
	if (argc < 3 || argc > 5)
		stop("usage: pages --list | HEAP WORKLOAD [THREADS "
		     "[PERMILLE]]");
	heap = heap_find(argv[1]);
	workload = find(argv[2]);
	nr_threads = number(argc, argv, 3, 1, MAX_THREADS);
	permille = number(argc, argv, 4, FULL, FULL);
	if (workload->run)
		run(workload, heap, nr_threads, permille);
	else if (nr_threads == 1)
		return churn(heap, permille);
	else
		stop("churn runs on one thread");
	return 0;
}
