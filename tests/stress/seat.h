/* SPDX-License-Identifier: MIT */
/*
 * stress/seat.h - places that are taken by one thread after another
 *
 * A thread works on its seat's blocks, as stress/mix.h says, and after a while
 * leaves them to a successor, which joins it.  So each seat has one thread at
 * work, and at a pause no others are about.
 */
#ifndef STRESS_SEAT_H
#define STRESS_SEAT_H

#include "stress/mix.h"

enum { SEATS = 64 };

/* Takes all seats; their random numbers derive from rng. */
void seats_start(const struct rng *rng);

/* Returns when all seats wait, with their blocks. */
void seats_pause(void);

/* Each frees all but a few old ones; returns when they wait again. */
void seats_drop(void);

/* They go on. */
void seats_resume(void);

/* They free what is left and end; returns when all are joined. */
void seats_end(void);

/* What all of them did; while they wait, or have ended. */
struct mix_counts seats_counts(void);

#endif /* STRESS_SEAT_H */
