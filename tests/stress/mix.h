/* SPDX-License-Identifier: MIT */
/*
 * stress/mix.h - all operations in random order, on one set of blocks
 */
#ifndef STRESS_MIX_H
#define STRESS_MIX_H

#include "stress/block.h"

enum { MIX_BLOCKS = 40, MIX_ELDERS = 4 };

struct mix_counts {
	uint64_t steps, lives, forks, trims, looks;
};

/* Its user's alone. */
struct mix {
	struct rng rng;
	struct block block[MIX_BLOCKS];
	struct block elder[MIX_ELDERS]; /* live from one pause to the next */
	struct mix_counts counts;
};

/* Makes, checks, resizes, hands over or frees a block, or something rarer. */
void mix_step(struct mix *mix);

/* Frees all blocks but the elders, which are made anew. */
void mix_drop(struct mix *mix);

/* Frees the elders too. */
void mix_end(struct mix *mix);

#endif /* STRESS_MIX_H */
