/* SPDX-License-Identifier: MIT */
/*
 * stress/verdict.h - what must hold while no thread uses the heap
 */
#ifndef STRESS_VERDICT_H
#define STRESS_VERDICT_H

#include "base/compiler.h"

/* The validator finds nothing, and what is in use are the blocks. */
void verdict_with_blocks(void);

/*
 * With few blocks left the same holds, what is free goes back to the system,
 * and, if the phase was long enough to tell, the process is no larger than
 * after the first ones.  Trims, and prints a line.
 */
void verdict_without_blocks(bool long_phase);

#endif /* STRESS_VERDICT_H */
