/* SPDX-License-Identifier: MIT */
/*
 * kernels/batch.c - allocate a batch, then free all of it
 *
 * A request or a compiler pass: thousands of small objects are built up,
 * used, and dropped together.  The three kernels differ in the order of the
 * frees only: as allocated, in reverse, and shuffled.
 */
#include "live_set.h"

enum {
	NR_BLOCKS = 30 * 1000, /* 4.5 MB: the batch is larger than an L2 */
	NR_ROUNDS = 150,
};

struct batch {
	struct live_block *blocks; /* a table */
	uint32_t *order;	   /* a table: of the frees */
	uint32_t nr_blocks;
};

static void batch_init(struct batch *batch, uint32_t nr_blocks)
{
	batch->nr_blocks = nr_blocks;
	batch->blocks = table_new(nr_blocks * sizeof(*batch->blocks));
	batch->order = table_new(nr_blocks * sizeof(*batch->order));
	for (uint32_t i = 0; i < nr_blocks; i++)
		batch->order[i] = i;
}

static void batch_exit(struct batch *batch)
{
	table_free(batch->blocks, batch->nr_blocks * sizeof(*batch->blocks));
	table_free(batch->order, batch->nr_blocks * sizeof(*batch->order));
}

static void reverse(struct batch *batch)
{
	for (uint32_t i = 0; i < batch->nr_blocks; i++)
		batch->order[i] = batch->nr_blocks - 1 - i;
}

/* shuffle - every order is as likely as any other (Fisher, Yates, 1938) */
static void shuffle(struct batch *batch, struct random *random)
{
	for (uint32_t i = batch->nr_blocks - 1; i > 0; i--) {
		uint32_t other = random_below(random, i + 1);
		uint32_t kept = batch->order[i];

		batch->order[i] = batch->order[other];
		batch->order[other] = kept;
	}
}

static uint64_t batch_round(struct batch *batch, struct random *random)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < batch->nr_blocks; i++)
		batch->blocks[i] = live_block_new(&sizes_interpreter, random);
	for (uint32_t i = 0; i < batch->nr_blocks; i++)
		sum += live_block_free(&batch->blocks[batch->order[i]]);
	return sum;
}

static void run_rounds(struct worker *worker, struct batch *batch)
{
	for (uint32_t i = 0; i < NR_ROUNDS; i++)
		worker->checksum += batch_round(batch, &worker->random);
	batch_exit(batch);
}

static void run_fifo(struct worker *worker)
{
	struct batch batch;

	batch_init(&batch, scaled(worker->team, NR_BLOCKS));
	run_rounds(worker, &batch);
}

static void run_lifo(struct worker *worker)
{
	struct batch batch;

	batch_init(&batch, scaled(worker->team, NR_BLOCKS));
	reverse(&batch);
	run_rounds(worker, &batch);
}

static void run_shuffled(struct worker *worker)
{
	struct batch batch;

	batch_init(&batch, scaled(worker->team, NR_BLOCKS));
	shuffle(&batch, &worker->random);
	run_rounds(worker, &batch);
}

const struct kernel kernel_batch_fifo = {
	.name = "batch_fifo",
	.stands_for = "a batch of small objects, freed as allocated",
	.run = run_fifo,
};

const struct kernel kernel_batch_lifo = {
	.name = "batch_lifo",
	.stands_for = "a batch of small objects, freed in reverse",
	.run = run_lifo,
};

const struct kernel kernel_batch_shuffled = {
	.name = "batch_shuffled",
	.stands_for = "a batch of small objects, freed in random order",
	.run = run_shuffled,
};
