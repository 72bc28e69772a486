/* SPDX-License-Identifier: MIT */
/*
 * screen/rates.c - how fast counters grow
 */
#include "screen/rates.h"

#include <unistd.h>

struct moment moment_of(const struct process *p, const struct heap *h)
{
	return (struct moment){
		.count = { h->info.allocs, h->info.frees, h->info.splits,
			   h->info.merges, h->info.purged_pages,
			   p->minor_faults + p->major_faults },
		.taken = h->taken,
	};
}

struct moment moment_of_start(const struct process *p, double taken, double now)
{
	double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
	double age = now - (double)p->started * tick;

	/* A start is known to a tick only. */
	return (struct moment){ .taken = taken - (age > tick ? age : tick) };
}

double rate_between(uint64_t before, uint64_t after, double seconds)
{
	if (after <= before || !(seconds > 0))
		return 0;
	return (double)(after - before) / seconds;
}

struct rates rates_between(const struct moment *before,
			   const struct moment *after)
{
	struct rates r;

	for (unsigned i = 0; i < NR_RATES; i++)
		r.per_second[i] = rate_between(before->count[i],
					       after->count[i],
					       after->taken - before->taken);
	return r;
}
