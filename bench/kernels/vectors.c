/* SPDX-License-Identifier: MIT */
/*
 * kernels/vectors.c - many vectors at once, grown by realloc in turn
 *
 * Half of them grow by 2, as those of libstdc++ and of Rust do, half by 1.5,
 * as those of Microsoft's library and of folly do.  They grow together, so
 * that no block is the last one for long; most end small, a few reach
 * megabytes, and one 64 MiB.
 */
#include "kernels/kernel.h"
#include "kernels/spread.h"

#include <stdlib.h>

enum {
	NR_VECTORS = 64, /* and the giant */
	NR_ROUNDS = 4,
	GIANT_BYTES = 64 << 20,
	FIRST_CAPACITY = 4, /* items; that of Rust for items of 8 bytes */
	LEAST_TURN = 4,	    /* items a vector gets in its turn: these, */
	TURN_DIVISOR = 8    /* and this fraction of its length */
};

/* 256 bytes to 8 MiB */
static const struct spread sizes = { .least = 256, .doublings = 15 };

struct vector {
	uint64_t *items;
	size_t length;
	size_t capacity;
	size_t wanted; /* its length in the end */
	uint64_t seed;
	unsigned growth_halves; /* it grows by 3/2 or by 4/2 */
};

static void vector_reserve_one(struct vector *vector)
{
	size_t capacity = vector->capacity * vector->growth_halves / 2;

	if (vector->length < vector->capacity)
		return;
	if (capacity < FIRST_CAPACITY)
		capacity = FIRST_CAPACITY;
	vector->items =
		block_resize(vector->items, capacity * sizeof(*vector->items));
	vector->capacity = capacity;
}

/* vector_turn - push some items; returns how many */
static size_t vector_turn(struct vector *vector)
{
	size_t nr_items = LEAST_TURN + vector->length / TURN_DIVISOR;

	if (nr_items > vector->wanted - vector->length)
		nr_items = vector->wanted - vector->length;
	for (size_t i = 0; i < nr_items; i++) {
		vector_reserve_one(vector);
		vector->items[vector->length] = vector->seed + vector->length;
		vector->length++;
	}
	return nr_items;
}

static uint64_t vector_sum_and_free(struct vector *vector)
{
	uint64_t sum = 0;
	uint64_t expected = vector->length * vector->seed +
			    vector->length * (vector->length - 1) / 2;

	for (size_t i = 0; i < vector->length; i++)
		sum += vector->items[i];
	if (sum != expected)
		stop("a vector lost its items");
	free(vector->items);
	return sum;
}

static uint64_t round_of_vectors(struct vector *vectors, uint32_t nr_vectors)
{
	uint64_t sum = 0;
	size_t pushed;

	do {
		pushed = 0;
		for (uint32_t i = 0; i < nr_vectors; i++)
			pushed += vector_turn(&vectors[i]);
	} while (pushed > 0);
	for (uint32_t i = 0; i < nr_vectors; i++)
		sum += vector_sum_and_free(&vectors[i]);
	return sum;
}

static void vectors_run(struct worker *worker)
{
	struct random *random = &worker->random;
	uint32_t nr_rounds = scaled(worker->team, NR_ROUNDS);
	uint32_t nr_vectors = scaled(worker->team, NR_VECTORS) + 1;
	size_t table_bytes = nr_vectors * sizeof(struct vector);
	struct vector *vectors = table_new(table_bytes);

	for (uint32_t round = 0; round < nr_rounds; round++) {
		for (uint32_t i = 0; i < nr_vectors; i++)
			vectors[i] = (struct vector){
				.wanted = spread_draw(sizes, random) /
					  sizeof(*vectors->items),
				.seed = random_next(random),
				.growth_halves = 3 + i % 2,
			};
		vectors[nr_vectors - 1].wanted =
			scaled(worker->team, GIANT_BYTES) /
			sizeof(*vectors->items);
		worker->checksum += round_of_vectors(vectors, nr_vectors);
	}
	table_free(vectors, table_bytes);
}

const struct kernel kernel_vectors = {
	.name = "vectors",
	.stands_for = "growing arrays: 64 at once to 8 MiB, one to 64 MiB",
	.run = vectors_run,
};
