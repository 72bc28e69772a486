/* SPDX-License-Identifier: MIT */
/*
 * stress/seat.c - places that are taken by one thread after another
 */
#include "stress/seat.h"

#include "stress/failure.h"

#include <pthread.h>
#include <string.h>

enum { LIFE_MOST = 20000, STACK_BYTES = 512 * 1024 };

/* Its thread's, and everyone's while all wait at the gate. */
struct seat {
	struct mix mix;
	pthread_t thread, previous;
	bool follows; /* previous is to be joined */
};

static struct seat seats[SEATS];
static pthread_barrier_t gate; /* of all seats and the main thread */
static pthread_attr_t attr;
static _Atomic bool pausing; /* the main thread's; a hint, the gate orders */
static bool ending;	     /* written while all wait */

static void *work(void *arg);

static void start(struct seat *seat)
{
	pthread_t thread;
	int error = pthread_create(&thread, &attr, work, seat);

	if (error)
		failure("pthread_create: %s", strerror(error));
}

/* The other side of each of the functions that the main thread calls. */
static void pause_at_gate(struct seat *seat)
{
	pthread_barrier_wait(&gate);
	pthread_barrier_wait(&gate);
	mix_drop(&seat->mix);
	pthread_barrier_wait(&gate);
	pthread_barrier_wait(&gate);
}

static void *work(void *arg)
{
	struct seat *seat = arg;
	uint64_t life = 1 + rng_size(&seat->mix.rng, LIFE_MOST);

	if (seat->follows)
		pthread_join(seat->previous, NULL);
	seat->thread = pthread_self();
	seat->mix.counts.lives++;
	while (life-- > 0) {
		if (load_relaxed(&pausing)) {
			pause_at_gate(seat);
			if (ending) {
				mix_end(&seat->mix);
				return NULL;
			}
		}
		mix_step(&seat->mix);
	}
	seat->previous = pthread_self();
	seat->follows = true;
	start(seat);
	return NULL;
}

void seats_start(const struct rng *rng)
{
	pthread_barrier_init(&gate, NULL, SEATS + 1);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	for (unsigned i = 0; i < SEATS; i++) {
		seats[i].mix.rng = rng_derived(rng, i);
		start(&seats[i]);
	}
}

void seats_pause(void)
{
	store_relaxed(&pausing, true);
	pthread_barrier_wait(&gate);
}

void seats_drop(void)
{
	pthread_barrier_wait(&gate);
	pthread_barrier_wait(&gate);
}

void seats_resume(void)
{
	store_relaxed(&pausing, false);
	pthread_barrier_wait(&gate);
}

void seats_end(void)
{
	ending = true;
	seats_resume();
	for (unsigned i = 0; i < SEATS; i++)
		pthread_join(seats[i].thread, NULL);
}

struct mix_counts seats_counts(void)
{
	struct mix_counts sum = { 0 };

	for (unsigned i = 0; i < SEATS; i++) {
		const struct mix_counts *c = &seats[i].mix.counts;

		sum.steps += c->steps;
		sum.lives += c->lives;
		sum.forks += c->forks;
		sum.trims += c->trims;
		sum.looks += c->looks;
	}
	return sum;
}
