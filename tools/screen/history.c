/* SPDX-License-Identifier: MIT */
/*
 * screen/history.c - the last values of a figure
 */
#include "screen/history.h"

void history_add(struct history *h, double value)
{
	h->value[h->next] = value;
	h->next = (h->next + 1) % HISTORY_LENGTH;
	if (h->nr < HISTORY_LENGTH)
		h->nr++;
}

double history_at(const struct history *h, unsigned age)
{
	return h->value[(h->next + HISTORY_LENGTH - 1 - age) % HISTORY_LENGTH];
}
