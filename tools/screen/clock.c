/* SPDX-License-Identifier: MIT */
/*
 * screen/clock.c - times in seconds
 */
#include "screen/clock.h"

static double seconds_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double clock_now(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

double clock_since_boot(void)
{
	return seconds_of(CLOCK_BOOTTIME);
}

struct timespec clock_until(double then)
{
	double left = then - clock_now();
	struct timespec t = { 0 };

	if (left > 0) {
		t.tv_sec = (time_t)left;
		t.tv_nsec = (long)((left - (double)t.tv_sec) * 1e9);
	}
	return t;
}
