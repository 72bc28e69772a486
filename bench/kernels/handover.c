/* SPDX-License-Identifier: MIT */
/*
 * kernels/handover.c - a live set that outlives the threads working on it
 *
 * A server with worker hand-over: after some thousand replacements the
 * thread ends and a new one takes its place, while the blocks live on and
 * are freed by threads that did not allocate them.  With N threads there
 * are N such chains side by side.
 */
#include "live_set.h"

enum {
	/* As in replace.c: within L2, and far beyond. */
	L2_BLOCKS = 5800,
	L2_TIMES = 4000,
	L2_THREADS = 1200,
	FAR_BLOCKS = 200 * 1000,
	FAR_TIMES = 4000,
	FAR_THREADS = 120,
};

struct chain {
	struct live_set set;
	uint32_t nr_times; /* const: replacements of each thread */
};

static void *chain_link(void *arg)
{
	struct chain *chain = arg;

	live_set_replace(&chain->set, chain->nr_times);
	return NULL;
}

static void handover(struct worker *worker, const struct sizes *sizes,
		     uint32_t nr_blocks, uint32_t nr_times, uint32_t nr_threads)
{
	struct chain chain = { .nr_times = nr_times };

	live_set_fill(&chain.set, sizes, worker->random,
		      scaled(worker->team, nr_blocks));
	for (uint32_t i = scaled(worker->team, nr_threads); i > 0; i--) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, chain_link, &chain) != 0)
			stop("cannot create a thread");
		pthread_join(thread, NULL);
	}
	live_set_empty(&chain.set);
	worker->checksum = chain.set.checksum;
}

static void run_l2(struct worker *worker)
{
	handover(worker, &sizes_interpreter, L2_BLOCKS, L2_TIMES, L2_THREADS);
}

static void run_far(struct worker *worker)
{
	handover(worker, &sizes_server, FAR_BLOCKS, FAR_TIMES, FAR_THREADS);
}

const struct kernel kernel_handover_l2 = {
	.name = "handover_l2",
	.stands_for = "hot objects passed on to a new thread again and again",
	.run = run_l2,
};

const struct kernel kernel_handover_far = {
	.name = "handover_far",
	.stands_for = "a server's cache of 88 MB under worker hand-over",
	.run = run_far,
};
