/* SPDX-License-Identifier: MIT */
/*
 * screen/clock.h - times in seconds
 */
#ifndef SCREEN_CLOCK_H
#define SCREEN_CLOCK_H

#include <time.h>

double clock_now(void); /* CLOCK_MONOTONIC */
double clock_since_boot(void);

/* What is left until then; 0 if it has passed. */
struct timespec clock_until(double then);

#endif /* SCREEN_CLOCK_H */
