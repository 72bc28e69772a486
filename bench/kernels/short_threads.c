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
#include "kernel.h"

#include "sizes.h"
#include "spread.h"

#include <assert.h>
#include <stdlib.h>

enum {
	NR_ALIVE = 4, /* children of one parent at a time */
	ROUNDS = 3000,
	NR_HELD = 32,	    /* blocks that a child keeps at a time */
	REPLACEMENTS = 300, /* of them */
	NR_RESULTS = 8,	    /* blocks of a child that its parent frees */
	LARGE_EVERY = 32    /* one block in so many is large */
};

static_assert(NR_RESULTS <= NR_HELD, "results are some of the held blocks");

/* 4 KiB to 128 KiB: buffers, also beyond what caches of a thread take */
static const struct spread large = { .least = 4 << 10, .doublings = 5 };

struct slot {
	void *block;
	uint32_t bytes;
};

struct child {
	pthread_t thread;
	struct random random;
	uint64_t checksum;
	struct slot results[NR_RESULTS]; /* the parent's after the join */
};

static void slot_new(struct slot *slot, struct random *random, uint64_t seed)
{
	if (random_below(random, LARGE_EVERY) == 0)
		slot->bytes = spread_draw(large, random);
	else
		slot->bytes = sizes_draw(&sizes_server, random);
	slot->block = block_new(slot->bytes);
	block_write(slot->block, slot->bytes, seed);
}

static uint64_t slot_read_and_free(struct slot *slot)
{
	uint64_t sum = slot->block ? block_read(slot->block, slot->bytes) : 0;

	free(slot->block);
	slot->block = NULL;
	return sum;
}

static void *child_run(void *arg)
{
	struct child *child = arg;
	struct random *random = &child->random;
	struct slot held[NR_HELD] = { 0 };
	uint64_t sum = 0;

	for (unsigned i = 0; i < REPLACEMENTS; i++) {
		struct slot *slot = &held[random_below(random, NR_HELD)];

		sum += slot_read_and_free(slot);
		slot_new(slot, random, i);
	}
	for (unsigned i = 0; i < NR_HELD; i++) {
		if (i < NR_RESULTS)
			child->results[i] = held[i];
		else
			sum += slot_read_and_free(&held[i]);
	}
	child->checksum = sum;
	return NULL;
}

static uint64_t child_join(struct child *child)
{
	uint64_t sum;

	pthread_join(child->thread, NULL);
	sum = child->checksum;
	for (unsigned i = 0; i < NR_RESULTS; i++)
		sum += slot_read_and_free(&child->results[i]);
	return sum;
}

static void short_threads_run(struct worker *worker)
{
	size_t table_bytes = NR_ALIVE * sizeof(struct child);
	struct child *children = table_new(table_bytes);
	struct random random = worker->random;
	uint32_t rounds = scaled(worker->team, ROUNDS);
	uint64_t sum = 0;

	for (uint32_t i = 0; i < rounds * NR_ALIVE; i++) {
		struct child *child = &children[i % NR_ALIVE];

		if (i >= NR_ALIVE)
			sum += child_join(child);
		child->random.state = random_next(&random);
		if (pthread_create(&child->thread, NULL, child_run, child))
			stop("cannot create a thread");
	}
	for (unsigned i = 0; i < NR_ALIVE; i++)
		sum += child_join(&children[i]);
	table_free(children, table_bytes);
	worker->checksum = sum;
}

const struct kernel kernel_short_threads = {
	.name = "short_threads",
	.stands_for = "a thread for every job: 300 blocks, then gone",
	.run = short_threads_run,
};
