/* SPDX-License-Identifier: MIT */
/*
 * stress/mix.c - all operations in random order, on one set of blocks
 */
#include "stress/mix.h"

#include "stress/calls.h"
#include "stress/child.h"
#include "stress/look.h"
#include "stress/shelf.h"

enum { BURST_MOST = 200, SMALL_MOST = 16 * 1024 };

/* Many of one size, which go in another order or to other threads. */
static void burst(struct mix *mix)
{
	struct block many[BURST_MOST] = { 0 };
	size_t nr = 1 + rng_below(&mix->rng, BURST_MOST);
	size_t size = rng_size(&mix->rng, SMALL_MOST);
	bool shared = rng_below(&mix->rng, 2);

	for (size_t i = 0; i < nr; i++)
		block_make_object(&many[i], size, &mix->rng);
	for (size_t i = 0; i < nr; i++) {
		size_t other = i + rng_below(&mix->rng, nr - i);
		struct block next = many[other];

		many[other] = many[i];
		if (shared)
			shelf_swap(&next, &mix->rng);
		block_drop(&next, &mix->rng);
	}
}

static void trim(struct mix *mix)
{
	size_t nth = rng_below(&mix->rng, CALLS_MOST);

	calls_pick(calls.trim, nth)(rng_size(&mix->rng, 64 << 20));
	mix->counts.trims++;
}

/* Trims and forks are few, since each disturbs all threads. */
static bool step_rare(struct mix *mix, const struct block *b)
{
	uint64_t n = rng_below(&mix->rng, 10000);

	if (n < 10)
		trim(mix);
	else if (n < 20)
		mix->counts.forks +=
			child_run(mix->block, MIX_BLOCKS, &mix->rng);
	else if (n < 240)
		burst(mix);
	else if (n < 300) {
		look(b, &mix->rng);
		mix->counts.looks++;
	} else
		return false;
	return true;
}

void mix_step(struct mix *mix)
{
	struct block *b = &mix->block[rng_below(&mix->rng, MIX_BLOCKS)];

	mix->counts.steps++;
	if (step_rare(mix, b))
		return;
	if (b->kind == BLOCK_NONE) {
		block_make(b, &mix->rng);
		return;
	}
	switch (rng_below(&mix->rng, 8)) {
	case 0:
	case 1:
	case 2:
		block_drop(b, &mix->rng);
		break;
	case 3:
	case 4:
		block_resize(b, &mix->rng);
		break;
	case 5:
	case 6:
		shelf_swap(b, &mix->rng);
		break;
	default:
		block_check(b);
	}
}

void mix_drop(struct mix *mix)
{
	for (size_t i = 0; i < MIX_BLOCKS; i++)
		block_drop(&mix->block[i], &mix->rng);
	for (size_t i = 0; i < MIX_ELDERS; i++) {
		block_drop(&mix->elder[i], &mix->rng);
		block_make_object(&mix->elder[i],
				  rng_size(&mix->rng, SMALL_MOST), &mix->rng);
	}
}

void mix_end(struct mix *mix)
{
	for (size_t i = 0; i < MIX_ELDERS; i++)
		block_drop(&mix->elder[i], &mix->rng);
}
