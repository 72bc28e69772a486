/* SPDX-License-Identifier: MIT */
/*
 * kernels/pipe.c - blocks that one thread allocates and another frees
 *
 * Stages of a server hand messages on through bounded queues.  One-sided:
 * of each pair of threads the first allocates all and the second frees all.
 * Symmetric: both allocate, and free what the other allocated.  A thread
 * without a partner does both ends itself: the order of the traffic is the
 * same, first in, first out, with some thousand blocks under way.
 *
 * A queue moves whole batches, so that its lock and its sleeping cost next
 * to nothing for each block.
 */
#include "kernels/slot.h"

enum {
	NR_BATCH_BLOCKS = 512,
	NR_QUEUE_BATCHES = 8,
	/* How far a thread that does both lets its partner lag behind. */
	NR_LAG_BATCHES = NR_QUEUE_BATCHES / 2,
	NR_BATCHES = 8000, /* by each thread, on the average */
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t moved; /* nr_in or nr_out has grown */
	uint32_t nr_in;	      /* lock; written by the allocating thread */
	uint32_t nr_out;      /* lock; written by the freeing thread */
	/* Of the allocating thread until it is counted in, then the other's. */
	struct slot ring[NR_QUEUE_BATCHES][NR_BATCH_BLOCKS];
};

/* pipe_setup - a queue for every thread, in which it is the allocating one */
static void pipe_setup(struct team *team)
{
	struct queue *queues = table_new(team->nr_threads * sizeof(*queues));

	for (unsigned i = 0; i < team->nr_threads; i++) {
		pthread_mutex_init(&queues[i].lock, NULL);
		pthread_cond_init(&queues[i].moved, NULL);
	}
	team->shared = queues;
}

static void queue_put(struct queue *queue, struct random *random)
{
	struct slot *batch = queue->ring[queue->nr_in % NR_QUEUE_BATCHES];

	pthread_mutex_lock(&queue->lock);
	while (queue->nr_in - queue->nr_out == NR_QUEUE_BATCHES)
		pthread_cond_wait(&queue->moved, &queue->lock);
	pthread_mutex_unlock(&queue->lock);
	for (uint32_t i = 0; i < NR_BATCH_BLOCKS; i++)
		slot_draw(&batch[i], &sizes_server, random);
	pthread_mutex_lock(&queue->lock);
	queue->nr_in++;
	pthread_cond_signal(&queue->moved);
	pthread_mutex_unlock(&queue->lock);
}

/* queue_take - free a batch, in the order it was allocated in */
static uint64_t queue_take(struct queue *queue)
{
	const struct slot *batch =
		queue->ring[queue->nr_out % NR_QUEUE_BATCHES];
	uint64_t sum;

	pthread_mutex_lock(&queue->lock);
	while (queue->nr_in == queue->nr_out)
		pthread_cond_wait(&queue->moved, &queue->lock);
	pthread_mutex_unlock(&queue->lock);
	sum = slots_free(batch, NR_BATCH_BLOCKS);
	pthread_mutex_lock(&queue->lock);
	queue->nr_out++;
	pthread_cond_signal(&queue->moved);
	pthread_mutex_unlock(&queue->lock);
	return sum;
}

/* both_ends - put into the own queue, take from one, the own or another's */
static void both_ends(struct worker *worker, struct queue *own,
		      struct queue *from)
{
	uint32_t nr_batches = scaled(worker->team, NR_BATCHES);

	for (uint32_t i = 0; i < nr_batches + NR_LAG_BATCHES; i++) {
		if (i < nr_batches)
			queue_put(own, &worker->random);
		if (i >= NR_LAG_BATCHES)
			worker->checksum += queue_take(from);
	}
}

static void pipe_symmetric_run(struct worker *worker)
{
	struct queue *queues = worker->team->shared;
	unsigned partner = worker->index ^ 1;

	if (partner >= worker->team->nr_threads)
		partner = worker->index;
	both_ends(worker, &queues[worker->index], &queues[partner]);
}

static void pipe_one_sided_run(struct worker *worker)
{
	struct queue *queues = worker->team->shared;
	uint32_t nr_batches = 2 * scaled(worker->team, NR_BATCHES);

	if (worker->index % 2 == 1) {
		while (nr_batches-- > 0)
			worker->checksum +=
				queue_take(&queues[worker->index - 1]);
	} else if (worker->index + 1 < worker->team->nr_threads) {
		while (nr_batches-- > 0)
			queue_put(&queues[worker->index], &worker->random);
	} else {
		both_ends(worker, &queues[worker->index],
			  &queues[worker->index]);
	}
}

const struct kernel kernel_pipe_one_sided = {
	.name = "pipe_one_sided",
	.stands_for = "messages: one thread allocates, the other frees",
	.setup = pipe_setup,
	.run = pipe_one_sided_run,
};

const struct kernel kernel_pipe_symmetric = {
	.name = "pipe_symmetric",
	.stands_for = "messages both ways: each frees what the other made",
	.setup = pipe_setup,
	.run = pipe_symmetric_run,
};
