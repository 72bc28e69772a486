/* SPDX-License-Identifier: MIT */
/*
 * kernels/sharing.c - do two threads write to one cache line?
 *
 * Small counters, each written by one thread only, and intensely: they cost
 * little, unless another thread's counters lie on the same line.  It may be
 * the allocator that puts them there, serving two threads from one line
 * (active), or the program, by handing blocks that lie side by side to
 * different threads; the allocator passes that on if the threads get the
 * same blocks again after they freed them (passive).  The two terms are
 * those of Berger, McKinley, Blumofe and Wilson (ASPLOS 2000).
 */
#include "kernels/kernel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	NR_HELD = 8, /* groups of counters that a thread writes at a time */
	HELD_BITS = 3,
	DRAW_BITS = 16, /* of a random number, to choose one counter */
	NR_DRAWS = 64 / DRAW_BITS,

	/* Passive: dealt by the first thread, then allocated by each. */
	NR_ROUNDS = 100,
	NR_GENERATIONS = 16,
	NUMBERS_PER_GENERATION = 40000, /* random numbers counted in each */

	/*
	 * Active: a new group every step, in place of that of NR_KEPT steps
	 * ago; all threads begin with a size at the same time.
	 */
	NR_STEPS = NR_ROUNDS * NR_GENERATIONS * NR_HELD,
	NUMBERS_PER_STEP = NUMBERS_PER_GENERATION / NR_HELD,
	NR_KEPT = 512,
	STEPS_PER_SIZE = 2 * NR_KEPT
};

static_assert(NR_HELD == 1 << HELD_BITS, "a draw chooses a group by bits");

/* A group of counters, in a block of the allocator under test. */
struct group {
	uint32_t *counters;
	uint32_t count;
};

/* 8, 16, 24 and 32 bytes in turn: 8 to 2 blocks would fit a line */
static uint32_t counters_of(uint32_t turn)
{
	return 2 + 2 * (turn % 4);
}

static struct group group_new(uint32_t count)
{
	size_t bytes = count * sizeof(uint32_t);
	struct group group = { .counters = block_new(bytes), .count = count };

	memset(group.counters, 0, bytes);
	return group;
}

static uint64_t group_read_and_free(struct group *group)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < group->count; i++)
		sum += (uint64_t)group->counters[i] * (i + 1);
	free(group->counters);
	*group = (struct group){ 0 };
	return sum;
}

/* count_numbers - a histogram over all counters of the groups */
static void count_numbers(const struct group *groups, struct random *random,
			  uint32_t numbers)
{
	for (uint32_t i = 0; i < numbers; i++) {
		uint64_t number = random_next(random);

		for (unsigned j = 0; j < NR_DRAWS; j++, number >>= DRAW_BITS) {
			uint32_t draw = number & ((1 << DRAW_BITS) - 1);
			const struct group *group =
				&groups[draw & (NR_HELD - 1)];
			uint32_t which = ((draw >> HELD_BITS) * group->count) >>
					 (DRAW_BITS - HELD_BITS);

			group->counters[which]++;
		}
	}
}

/* One thread's share of the deal. */
struct hand {
	struct group groups[NR_HELD];
};

static void sharing_passive_setup(struct team *team)
{
	team->shared = table_new(team->nr_threads * sizeof(struct hand));
}

/* deal - allocate side by side what goes to different threads */
static void deal(struct team *team, uint32_t count)
{
	struct hand *hands = team->shared;

	for (unsigned i = 0; i < NR_HELD; i++)
		for (unsigned j = 0; j < team->nr_threads; j++)
			hands[j].groups[i] = group_new(count);
}

/*
 * allocate_again - give all blocks of a hand back, and ask for as many
 *
 * Done to the dealt ones at once: to count in these would be the program's
 * own false sharing, the same whatever the allocator.
 */
static uint64_t allocate_again(struct hand *hand)
{
	uint32_t count = hand->groups[0].count;
	uint64_t sum = 0;

	for (unsigned i = 0; i < NR_HELD; i++)
		sum += group_read_and_free(&hand->groups[i]);
	for (unsigned i = 0; i < NR_HELD; i++)
		hand->groups[i] = group_new(count);
	return sum;
}

static void sharing_passive_run(struct worker *worker)
{
	struct team *team = worker->team;
	const struct hand *hands = team->shared;
	uint32_t nr_rounds = scaled(team, NR_ROUNDS);

	for (uint32_t round = 0; round < nr_rounds; round++) {
		struct hand hand;

		if (worker->index == 0)
			deal(team, counters_of(round));
		pthread_barrier_wait(&team->barrier);
		hand = hands[worker->index];
		for (unsigned i = 0; i < NR_GENERATIONS; i++) {
			worker->checksum += allocate_again(&hand);
			count_numbers(hand.groups, &worker->random,
				      NUMBERS_PER_GENERATION);
		}
		for (unsigned i = 0; i < NR_HELD; i++)
			worker->checksum +=
				group_read_and_free(&hand.groups[i]);
		pthread_barrier_wait(&team->barrier);
	}
}

/* active_step - replace the oldest of the groups that are counted in */
static uint64_t active_step(struct group *held, struct group *kept,
			    struct random *random, uint32_t step)
{
	struct group *oldest = &kept[step % NR_KEPT];
	uint64_t sum = group_read_and_free(oldest);

	*oldest = group_new(counters_of(step / STEPS_PER_SIZE));
	held[step % NR_HELD] = *oldest;
	count_numbers(held, random, NUMBERS_PER_STEP);
	return sum;
}

static void sharing_active_run(struct worker *worker)
{
	struct group held[NR_HELD];
	struct group kept[NR_KEPT] = { 0 };
	uint32_t nr_steps = scaled(worker->team, NR_STEPS);

	for (unsigned i = 0; i < NR_HELD; i++)
		held[i] = kept[i] = group_new(counters_of(0));
	for (uint32_t i = 0; i < nr_steps; i++) {
		if (i % STEPS_PER_SIZE == 0)
			pthread_barrier_wait(&worker->team->barrier);
		worker->checksum +=
			active_step(held, kept, &worker->random, NR_HELD + i);
	}
	for (unsigned i = 0; i < NR_KEPT; i++)
		worker->checksum += group_read_and_free(&kept[i]);
}

const struct kernel kernel_sharing_passive = {
	.name = "sharing_passive",
	.stands_for =
		"counters dealt to threads, which free and allocate again",
	.setup = sharing_passive_setup,
	.run = sharing_passive_run,
};

const struct kernel kernel_sharing_active = {
	.name = "sharing_active",
	.stands_for = "counters that threads allocate at the same time",
	.run = sharing_active_run,
};
