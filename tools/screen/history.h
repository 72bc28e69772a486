/* SPDX-License-Identifier: MIT */
/*
 * screen/history.h - the last values of a figure
 */
#ifndef SCREEN_HISTORY_H
#define SCREEN_HISTORY_H

enum { HISTORY_LENGTH = 240 };

/* All zero is an empty one. */
struct history {
	double value[HISTORY_LENGTH];
	unsigned nr;   /* valid */
	unsigned next; /* where the next one goes */
};

/* The oldest one makes room. */
void history_add(struct history *h, double value);

/* The newest is 0; age < h->nr. */
double history_at(const struct history *h, unsigned age);

#endif /* SCREEN_HISTORY_H */
