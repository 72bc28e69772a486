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
#include "common/arguments.h"
#include "common/output.h"
#include "common/system.h"
#include "pages/churn.h"
#include "pages/heap.h"
#include "pages/pattern.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * Blocks: 64 MiB of them in a live set, as a heap's caches must not hold it
 * all, but at least 64, so that a random one is random.  Pairs: by trial, 0.1
 * to 0.4 s of libbuddy.
 */
struct workload {
	const char *name;
	void (*run)(struct page_worker *worker); /* NULL: churn */
	unsigned order;
	uint32_t nr_blocks;
	uint32_t nr_pairs;
	const char *stands_for;
};

static const struct workload workloads[] = {
	{ .name = "single_0",
	  .run = pattern_single,
	  .order = 0,
	  .nr_blocks = 1,
	  .nr_pairs = 6000000,
	  .stands_for = "one 4 KiB page again and again: a bounce buffer" },
	{ .name = "single_4",
	  .run = pattern_single,
	  .order = 4,
	  .nr_blocks = 1,
	  .nr_pairs = 3000000,
	  .stands_for = "one 64 KiB block again and again: a buffer for each "
			"request" },
	{ .name = "single_9",
	  .run = pattern_single,
	  .order = 9,
	  .nr_blocks = 1,
	  .nr_pairs = 2000000,
	  .stands_for = "one 2 MiB block again and again: a huge page" },
	{ .name = "bulk_0",
	  .run = pattern_bulk,
	  .order = 0,
	  .nr_blocks = 16384,
	  .nr_pairs = 16384 * 32,
	  .stands_for =
		  "64 MiB of pages, freed in order: a cache that is flushed" },
	{ .name = "bulk_4",
	  .run = pattern_bulk,
	  .order = 4,
	  .nr_blocks = 1024,
	  .nr_pairs = 1024 * 512,
	  .stands_for =
		  "64 MiB of 64 KiB blocks, freed in order: slabs of a phase" },
	{ .name = "bulk_9",
	  .run = pattern_bulk,
	  .order = 9,
	  .nr_blocks = 64,
	  .nr_pairs = 64 * 2048,
	  .stands_for = "128 MiB of 2 MiB blocks, freed in order: an arena's "
			"chunks" },
	{ .name = "random_0",
	  .run = pattern_random,
	  .order = 0,
	  .nr_blocks = 16384,
	  .nr_pairs = 4000000,
	  .stands_for =
		  "64 MiB of pages, a random eighth replaced: a page cache" },
	{ .name = "random_4",
	  .run = pattern_random,
	  .order = 4,
	  .nr_blocks = 1024,
	  .nr_pairs = 3000000,
	  .stands_for =
		  "64 MiB of 64 KiB blocks, a random eighth replaced: slabs" },
	{ .name = "random_9",
	  .run = pattern_random,
	  .order = 9,
	  .nr_blocks = 64,
	  .nr_pairs = 2000000,
	  .stands_for = "128 MiB of 2 MiB blocks, a random eighth replaced: "
			"huge pages" },
	{ .name = "churn",
	  .stands_for =
		  "1 GiB half full of scattered pages: large blocks left" },
};

enum { NR_WORKLOADS = sizeof(workloads) / sizeof(workloads[0]) };

struct member {
	struct page_worker worker;
	void (*run)(struct page_worker *worker);
	pthread_t thread;
};

static void *member_run(void *arg)
{
	struct member *member = arg;

	member->run(&member->worker);
	return NULL;
}

/* plan - a thread's part: a small run is small in memory, too */
static struct page_worker plan(const struct workload *workload,
			       const struct heap *heap, unsigned permille)
{
	uint32_t blocks = permille_of(workload->nr_blocks, permille);
	uint64_t rounds = permille_of(workload->nr_pairs, permille) /
			  heap->pairs_divisor / blocks;

	return (struct page_worker){
		.heap = heap,
		.order = workload->order,
		.nr_blocks = blocks,
		.nr_pairs = blocks * (rounds ? rounds : 1),
	};
}

static void print_figures(const struct member *members, unsigned nr)
{
	uint64_t start = UINT64_MAX, end = 0, checksum = 0;

	for (unsigned i = 0; i < nr; i++) {
		const struct page_worker *worker = &members[i].worker;

		start = worker->start_ns < start ? worker->start_ns : start;
		end = worker->end_ns > end ? worker->end_ns : end;
		checksum += worker->checksum;
	}
	print_line("figure ns %.2f",
		   (double)(end - start) / (double)members[0].worker.nr_pairs);
	print_line("figure seconds %.6f", ns_to_s(end - start));
	print_line("checksum %016" PRIx64, checksum);
}

static void run(const struct workload *workload, const struct heap *heap,
		unsigned nr_threads, unsigned permille)
{
	size_t bytes = nr_threads * sizeof(struct member);
	struct member *members = table_new(bytes);
	struct page_worker worker = plan(workload, heap, permille);
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
	print_figures(members, nr_threads);
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

int main(int argc, char **argv)
{
	static const char usage[] =
		"usage: pages --list | HEAP WORKLOAD [THREADS [PERMILLE]]";
	const struct workload *workload;
	const struct heap *heap;
	struct arguments arguments;

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list();
		return 0;
	}
	if (argc < 3)
		stop(usage);
	heap = heap_find(argv[1]);
	workload = find(argv[2]);
	arguments = arguments_parse(argv + 3, usage);
	if (workload->run)
		run(workload, heap, arguments.nr_threads, arguments.permille);
	else if (arguments.nr_threads == 1)
		churn(heap, arguments.permille);
	else
		stop("churn runs on one thread");
	return 0;
}
