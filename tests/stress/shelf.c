/* SPDX-License-Identifier: MIT */
/*
 * stress/shelf.c - where threads leave blocks for others
 */
#include "stress/shelf.h"

#include <pthread.h>

enum { PLACES = 256 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct block place[PLACES]; /* lock */

void shelf_swap(struct block *b, struct rng *rng)
{
	struct block mine = *b;
	size_t i = rng_below(rng, PLACES);

	pthread_mutex_lock(&lock);
	*b = place[i];
	place[i] = mine;
	pthread_mutex_unlock(&lock);
}

void shelf_drop(struct rng *rng)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < PLACES; i++)
		block_drop(&place[i], rng);
	pthread_mutex_unlock(&lock);
}
