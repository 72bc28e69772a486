/* SPDX-License-Identifier: MIT */
/*
 * kernels/batch.c - allocate a batch, then free all of it
 *
 * A request or a compiler pass: thousands of small objects are built up,
 * used, and dropped together.  The three kernels differ in the order of the
 * frees only: as allocated, in reverse, and shuffled.
 */
#include "kernels/slot.h"

enum {
	NR_BLOCKS = 30 * 1000, /* 4.5 MB: the batch is larger than an L2 */
	NR_ROUNDS = 150,
};

struct batch {
	struct slot *slots; /* a table */
	uint32_t *order;    /* a table: of the frees */
	uint32_t nr_blocks;
};

static void batch_init(struct batch *batch, uint32_t nr_blocks)
{
	batch->nr_blocks = nr_blocks;
	batch->slots = table_new(nr_blocks * sizeof(*batch->slots));
	batch->order = table_new(nr_blocks * sizeof(*batch->order));
	for (uint32_t i = 0; i < nr_blocks; i++)
		batch->order[i] = i;
}

static void batch_exit(struct batch *batch)
{
	table_free(batch->slots, batch->nr_blocks * sizeof(*batch->slots));
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

static void batch_rounds(struct batch *batch, struct worker *worker)
{
	uint32_t nr_rounds = scaled(worker->team, NR_ROUNDS);

	for (uint32_t i = 0; i < nr_rounds; i++) {
		for (uint32_t j = 0; j < batch->nr_blocks; j++)
			slot_draw(&batch->slots[j], &sizes_interpreter,
				  &worker->random);
		for (uint32_t j = 0; j < batch->nr_blocks; j++)
			worker->checksum +=
				slot_free(&batch->slots[batch->order[j]]);
	}
}

static void batch_fifo_run(struct worker *worker)
{
	struct batch batch;

	batch_init(&batch, scaled(worker->team, NR_BLOCKS));
	batch_rounds(&batch, worker);
	batch_exit(&batch);
}

static void batch_lifo_run(struct worker *worker)
{
	struct batch batch;

	batch_init(&batch, scaled(worker->team, NR_BLOCKS));
	reverse(&batch);
	batch_rounds(&batch, worker);
	batch_exit(&batch);
}

static void batch_shuffled_run(struct worker *worker)
{
	struct batch batch;

	batch_init(&batch, scaled(worker->team, NR_BLOCKS));
	shuffle(&batch, &worker->random);
	batch_rounds(&batch, worker);
	batch_exit(&batch);
}

const struct kernel kernel_batch_fifo = {
	.name = "batch_fifo",
	.stands_for = "a batch of small objects, freed as allocated",
	.run = batch_fifo_run,
};

const struct kernel kernel_batch_lifo = {
	.name = "batch_lifo",
	.stands_for = "a batch of small objects, freed in reverse",
	.run = batch_lifo_run,
};

const struct kernel kernel_batch_shuffled = {
	.name = "batch_shuffled",
	.stands_for = "a batch of small objects, freed in random order",
	.run = batch_shuffled_run,
};
