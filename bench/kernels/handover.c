/* SPDX-License-Identifier: MIT */
/*
 * kernels/handover.c - a live set that outlives the threads working on it
 *
 * A server with worker hand-over: after some thousand replacements the
 * thread ends and a new one takes its place, while the blocks live on and
 * are freed by threads that did not allocate them.  With N threads there
 * are N such chains side by side.
 */
#include "kernels/live_set.h"

enum {
	NR_TIMES = 4000, /* replacements by each thread of a chain */
	NR_L2_THREADS = 1200,
	NR_FAR_THREADS = 120,
};

static void *chain_link(void *set)
{
	live_set_replace(set, NR_TIMES);
	return NULL;
}

static void handover(struct worker *worker, const struct sizes *sizes,
		     uint32_t nr_blocks, uint32_t nr_threads)
{
	struct live_set set;

	live_set_fill(&set, worker, sizes, nr_blocks);
	for (uint32_t i = scaled(worker->team, nr_threads); i > 0; i--) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, chain_link, &set) != 0)
			stop("cannot create a thread");
		pthread_join(thread, NULL);
	}
	live_set_empty(&set);
}

static void handover_l2_run(struct worker *worker)
{
	handover(worker, &sizes_interpreter, NR_L2_BLOCKS, NR_L2_THREADS);
}

static void handover_far_run(struct worker *worker)
{
	handover(worker, &sizes_server, NR_FAR_BLOCKS, NR_FAR_THREADS);
}

const struct kernel kernel_handover_l2 = {
	.name = "handover_l2",
	.stands_for = "hot objects passed on to a new thread again and again",
	.run = handover_l2_run,
};

const struct kernel kernel_handover_far = {
	.name = "handover_far",
	.stands_for = "a server's cache of 88 MB under worker hand-over",
	.run = handover_far_run,
};
