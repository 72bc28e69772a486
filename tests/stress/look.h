/* SPDX-License-Identifier: MIT */
/*
 * stress/look.h - looks at a heap that others change meanwhile
 */
#ifndef STRESS_LOOK_H
#define STRESS_LOOK_H

#include "stress/block.h"

/* At one figure, at all of them, or at the page of the caller's block. */
void look(const struct block *b, struct rng *rng);

#endif /* STRESS_LOOK_H */
