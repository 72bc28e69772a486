/* SPDX-License-Identifier: MIT */
/*
 * stress/stress.c - everything at once, for as long as one likes
 *
 *   stress SECONDS [SEED]
 *
 * 64 threads allocate, resize, hand over and free blocks of all kinds; they
 * fork, trim, look at the figures, die and are born.  At the end of each phase
 * all wait, and the heap is verified.  Threads are not repeatable, but what
 * each of them draws is.
 */
#include "stress/failure.h"
#include "stress/seat.h"
#include "stress/shelf.h"
#include "stress/verdict.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
	PHASES_LEAST = 6,
	PHASE_MOST_MS = 5000,
	/* Many times what a phase takes: then it hangs. */
	PATIENCE_SECONDS = 300
};

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left))
		;
}

static void run_phase(long ms, struct rng *rng)
{
	alarm(PATIENCE_SECONDS);
	sleep_ms(ms);
	seats_pause();
	verdict_with_blocks();
	seats_drop();
	shelf_drop(rng);
	verdict_without_blocks(ms == PHASE_MOST_MS);
}

/* Verifying takes its time too, more than the phases on a busy machine. */
static void run(unsigned seconds, struct rng *rng)
{
	long end = now_ms() + seconds * 1000L;
	long ms = seconds * 1000L / PHASES_LEAST;

	if (ms > PHASE_MOST_MS)
		ms = PHASE_MOST_MS;
	seats_start(rng);
	for (unsigned phase = 0; phase < PHASES_LEAST || now_ms() < end;
	     phase++) {
		if (phase)
			seats_resume();
		run_phase(ms, rng);
	}
	seats_end();
}

/* A run in which something never happened has not tested it. */
static void check_counts(const struct mix_counts *c)
{
	printf("%" PRIu64 " steps, %" PRIu64 " threads, %" PRIu64
	       " forks, %" PRIu64 " trims, %" PRIu64 " looks\n",
	       c->steps, c->lives, c->forks, c->trims, c->looks);
	if (c->lives <= SEATS || !c->forks || !c->trims || !c->looks)
		failure("something never happened");
}

int main(int argc, char **argv)
{
	unsigned seconds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
	struct mix_counts counts;
	struct rng rng;

	if (argc > 3 || !seconds) {
		fprintf(stderr, "usage: %s SECONDS [SEED]\n", argv[0]);
		return 2;
	}
	if (argc == 3)
		setenv("BUDDY_TEST_SEED", argv[2], 1);
	rng = rng_seeded("stress");
	/* A huge page would be resident where no page of the heap is in use. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	run(seconds, &rng);
	counts = seats_counts();
	check_counts(&counts);
	return 0;
}
