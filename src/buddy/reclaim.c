/* SPDX-License-Identifier: MIT */
/*
 * buddy/reclaim.c - ask the layers above to give pages back
 */
#include "buddy/reclaim.h"

static struct reclaim_hooks registered;

void reclaim_register(const struct reclaim_hooks *hooks)
{
	registered = *hooks;
}

void reclaim_own(void)
{
	if (registered.drain_own)
		registered.drain_own();
}

void reclaim_all(void)
{
	if (registered.drain_all)
		registered.drain_all();
}

uint64_t reclaim_unused_pages(void)
{
	return registered.unused_pages ? registered.unused_pages() : 0;
}

void reclaim_polled(uint64_t now_ms)
{
	if (registered.polled)
		registered.polled(now_ms);
}
