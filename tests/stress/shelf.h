/* SPDX-License-Identifier: MIT */
/*
 * stress/shelf.h - where threads leave blocks for others
 */
#ifndef STRESS_SHELF_H
#define STRESS_SHELF_H

#include "stress/block.h"

/* Leaves the block in a random place, and takes what lay there. */
void shelf_swap(struct block *b, struct rng *rng);

/* Frees all that lies there. */
void shelf_drop(struct rng *rng);

#endif /* STRESS_SHELF_H */
