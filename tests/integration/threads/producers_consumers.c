/* SPDX-License-Identifier: MIT */
/* 32 producers hand blocks to 32 consumers: no block lost, torn or leaked. */
#include "../expect.h"
#include <pthread.h>

enum { PAIRS = 32, BLOCKS = 20000, SLOTS = 256 };

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned head, tail;
	uint32_t *slot[SLOTS];
};

static struct queue queues[PAIRS];

static void put(struct queue *queue, uint32_t *block)
{
	pthread_mutex_lock(&queue->lock);
	while (queue->head - queue->tail == SLOTS)
		pthread_cond_wait(&queue->changed, &queue->lock);
	queue->slot[queue->head++ % SLOTS] = block;
	pthread_cond_signal(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
}

static uint32_t *take(struct queue *queue)
{
	uint32_t *block;

	pthread_mutex_lock(&queue->lock);
	while (queue->head == queue->tail)
		pthread_cond_wait(&queue->changed, &queue->lock);
	block = queue->slot[queue->tail++ % SLOTS];
	pthread_cond_signal(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
	return block;
}

/* A block's first word is its length in words, each other one its negation. */
static void *produce(void *argument)
{
	struct queue *queue = argument;
	uint32_t seed = (uint32_t)(queue - queues) + 1;

	for (int i = 0; i < BLOCKS; i++) {
		uint32_t words = 1 + next_random(&seed) % 128;
		uint32_t *block;

		if (i % 500 == 0)
			words *= 200;
		block = malloc(words * sizeof(*block));
		EXPECT(block != NULL);
		for (uint32_t w = 1; w < words; w++)
			block[w] = ~words;
		block[0] = words;
		put(queue, block);
	}
	return NULL;
}

static void *consume(void *argument)
{
	struct queue *queue = argument;

	for (int i = 0; i < BLOCKS; i++) {
		uint32_t *block = take(queue);

		for (uint32_t w = 1; w < block[0]; w++)
			EXPECT(block[w] == ~block[0]);
		if (i % 16 == 0)
			block = realloc(opaque(block), 2000);
		free(block);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread[2 * PAIRS];
	size_t before = rss_kib();

	for (int i = 0; i < PAIRS; i++) {
		pthread_mutex_init(&queues[i].lock, NULL);
		pthread_cond_init(&queues[i].changed, NULL);
		EXPECT(pthread_create(&thread[2 * i], NULL, produce,
				      &queues[i]) == 0);
		/* A consumer takes from its own producer. */
		EXPECT(pthread_create(&thread[2 * i + 1], NULL, consume,
				      &queues[i]) == 0);
	}
	for (int i = 0; i < 2 * PAIRS; i++)
		pthread_join(thread[i], NULL);
	EXPECT(rss_kib() < before + 96 * 1024);
	EXPECT(heap_is_sound());
	return 0;
}
