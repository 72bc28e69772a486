/* SPDX-License-Identifier: MIT */
/*
 * kernels/replace.c - random replacement over a live set
 *
 * Every thread has a set of its own.  In the small one all blocks stay in
 * a second-level cache and the allocator's own work shows; in the far one
 * nearly every free misses, and what counts is how few lines and pages the
 * allocator touches besides the block, and how densely it packs them.
 */
#include "kernels/live_set.h"

enum { NR_L2_TIMES = 6 * 1000 * 1000, NR_FAR_TIMES = 700 * 1000 };

static void replace(struct worker *worker, const struct sizes *sizes,
		    uint32_t nr_blocks, uint32_t nr_times)
{
	struct live_set set;

	live_set_fill(&set, worker, sizes, nr_blocks);
	live_set_replace(&set, scaled(worker->team, nr_times));
	live_set_empty(&set);
}

static void replace_l2_run(struct worker *worker)
{
	replace(worker, &sizes_interpreter, NR_L2_BLOCKS, NR_L2_TIMES);
}

static void replace_far_run(struct worker *worker)
{
	replace(worker, &sizes_server, NR_FAR_BLOCKS, NR_FAR_TIMES);
}

const struct kernel kernel_replace_l2 = {
	.name = "replace_l2",
	.stands_for = "an interpreter's hot objects, replaced at random",
	.run = replace_l2_run,
};

const struct kernel kernel_replace_far = {
	.name = "replace_far",
	.stands_for = "a server's cache of 88 MB, replaced at random",
	.run = replace_far_run,
};
