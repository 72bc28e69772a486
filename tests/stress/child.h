/* SPDX-License-Identifier: MIT */
/*
 * stress/child.h - a fork among threads, whose child uses its copy
 */
#ifndef STRESS_CHILD_H
#define STRESS_CHILD_H

#include "stress/block.h"

/*
 * The child checks the blocks, frees half of them, makes others, has the heap
 * validated and leaves; the caller waits for it.  False if there are children
 * enough already.
 */
bool child_run(const struct block *blocks, size_t nr, struct rng *rng);

#endif /* STRESS_CHILD_H */
