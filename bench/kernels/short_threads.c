/* SPDX-License-Identifier: MIT */
/*
 * kernels/short_threads.c - a thread for every job, a few at a time
 *
 * A thread lives for a few hundred blocks: what an allocator sets up for it,
 * and tears down or passes on when it ends, weighs as much as the blocks.
 * Its results are blocks too, and its parent frees them after its end.
 *
 * One thread here means one that starts the others and waits for them.
 */
#include "kernels/slot.h"
#include "kernels/spread.h"

#include <assert.h>
#include <string.h>

enum {
	NR_ALIVE = 4, /* children of one parent at a time */
	NR_ROUNDS = 3000,
	NR_HELD = 32,	 /* blocks that a child keeps at a time */
	NR_TIMES = 300,	 /* that it replaces one of them */
	NR_RESULTS = 8,	 /* blocks of a child that its parent frees */
	LARGE_EVERY = 32 /* one block in so many is large */
};

static_assert(NR_RESULTS <= NR_HELD, "results are some of the held blocks");

/* 4 KiB to 128 KiB: buffers, also beyond what caches of a thread take */
static const struct spread large = { .least = 4 << 10, .doublings = 5 };

struct child {
	struct worker worker; /* of its parent's team */
	pthread_t thread;
	struct slot results[NR_RESULTS]; /* the parent's after the join */
};

static void fill(struct slot *slot, struct worker *worker, uint32_t turn)
{
	struct random *random = &worker->random;
	uint32_t bytes = random_below(random, LARGE_EVERY) == 0 ?
				 spread_draw(large, random) :
				 sizes_draw(&sizes_server, random);

	slot_fill(slot, bytes, turn);
}

static void *child_run(void *arg)
{
	struct child *child = arg;
	struct slot held[NR_HELD] = { 0 };

	slots_replace(held, NR_HELD, &child->worker, NR_TIMES, fill);
	memcpy(child->results, held, sizeof(child->results));
	child->worker.checksum +=
		slots_free(held + NR_RESULTS, NR_HELD - NR_RESULTS);
	return NULL;
}

static uint64_t child_join(struct child *child)
{
	pthread_join(child->thread, NULL);
	return child->worker.checksum + slots_free(child->results, NR_RESULTS);
}

static void short_threads_run(struct worker *worker)
{
	size_t table_bytes = NR_ALIVE * sizeof(struct child);
	struct child *children = table_new(table_bytes);
	uint32_t nr_children = scaled(worker->team, NR_ROUNDS) * NR_ALIVE;

	for (uint32_t i = 0; i < nr_children; i++) {
		struct child *child = &children[i % NR_ALIVE];

		if (i >= NR_ALIVE)
			worker->checksum += child_join(child);
		child->worker = (struct worker){
			.team = worker->team,
			.random.state = random_next(&worker->random),
		};
		if (pthread_create(&child->thread, NULL, child_run, child))
			stop("cannot create a thread");
	}
	for (unsigned i = 0; i < NR_ALIVE; i++)
		worker->checksum += child_join(&children[i]);
	table_free(children, table_bytes);
}

const struct kernel kernel_short_threads = {
	.name = "short_threads",
	.stands_for = "a thread for every job: 300 blocks, then gone",
	.run = short_threads_run,
};
