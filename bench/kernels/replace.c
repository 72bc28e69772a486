/* SPDX-License-Identifier: MIT */
/*
 * kernels/replace.c - random replacement over a live set
 *
 * Every thread has a set of its own.  In the small one all blocks stay in
 * a second-level cache and the allocator's own work shows; in the far one
 * nearly every free misses, and what counts is how few lines and pages the
 * allocator touches besides the block, and how densely it packs them.
 */
#include "live_set.h"

enum {
	/* Of 151 bytes each: 0.97 MB with the table, in an L2 of 1 MiB. */
	L2_BLOCKS = 5800,
	L2_TIMES = 6 * 1000 * 1000,
	/* Of 439 bytes each: 88 MB. */
	FAR_BLOCKS = 200 * 1000,
	FAR_TIMES = 700 * 1000,
};

static void replace(struct worker *worker, const struct sizes *sizes,
		    uint32_t nr_blocks, uint32_t nr_times)
{
	struct live_set set;

	live_set_fill(&set, sizes, worker->random,
		      scaled(worker->team, nr_blocks));
	live_set_replace(&set, scaled(worker->team, nr_times));
	live_set_empty(&set);
	worker->checksum = set.checksum;
}

static void run_l2(struct worker *worker)
{
	replace(worker, &sizes_interpreter, L2_BLOCKS, L2_TIMES);
}

static void run_far(struct worker *worker)
{
	replace(worker, &sizes_server, FAR_BLOCKS, FAR_TIMES);
}

const struct kernel kernel_replace_l2 = {
	.name = "replace_l2",
	.stands_for = "an interpreter's hot objects, replaced at random",
	.run = run_l2,
};

const struct kernel kernel_replace_far = {
	.name = "replace_far",
	.stands_for = "a server's cache of 88 MB, replaced at random",
	.run = run_far,
};
