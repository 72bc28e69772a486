/* SPDX-License-Identifier: MIT */
/* Eight threads replace each other's blocks, from 16 bytes to 2 MiB. */
#include "../expect.h"
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 8, SLOTS = 512, ROUNDS = 20000 };

struct block {
	size_t size;
	uint64_t mark;
};

static _Atomic(struct block *) slot[SLOTS];

/* The last word repeats the first ones, so that a torn block shows. */
static uint64_t *last_word(struct block *block)
{
	return (uint64_t *)((char *)block + block->size) - 1;
}

static struct block *make(size_t size, uint64_t mark)
{
	struct block *block = malloc(size);

	EXPECT(block != NULL);
	block->size = size;
	block->mark = mark;
	*last_word(block) = block->mark ^ size;
	return block;
}

static void check(struct block *block)
{
	if (block)
		EXPECT(*last_word(block) == (block->mark ^ block->size));
}

static void *swap(void *argument)
{
	uint32_t seed = (uint32_t)(uintptr_t)argument;

	for (int i = 0; i < ROUNDS; i++) {
		unsigned at = next_random(&seed) % SLOTS;
		unsigned magnitude = 5 + next_random(&seed) % 17;
		size_t size;
		struct block *block;

		/* Large blocks are as rare as they are large. */
		if (magnitude > 14 && next_random(&seed) % 16)
			magnitude -= 9;
		size = ((size_t)1 << magnitude) / 8 * 8;
		size += next_random(&seed) % size / 8 * 8;
		block = make(size, next_random(&seed));
		block = atomic_exchange(&slot[at], block);
		check(block);
		free(block);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread[THREADS];
	size_t before = rss_kib();

	for (uintptr_t i = 0; i < THREADS; i++)
		EXPECT(pthread_create(&thread[i], NULL, swap,
				      (void *)(i + 1)) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	EXPECT(heap_is_sound());
	for (int i = 0; i < SLOTS; i++) {
		check(slot[i]);
		free(slot[i]);
	}
	malloc_trim(0);
	EXPECT(heap_is_sound());
	EXPECT(rss_kib() < before + 32 * 1024);
	return 0;
}
