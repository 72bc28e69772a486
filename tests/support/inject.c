/* SPDX-License-Identifier: MIT */
/*
 * support/inject.c - make the kernel refuse
 */
#include "support/inject.h"

/* Atomic: threads of a test may call the kernel at the same time. */
static struct {
	_Atomic unsigned seen, first, last; /* failing: [first, last) */
	_Atomic int error;
} plans[NR_OS_CALLS];

static int answer(enum os_call call)
{
	unsigned n = add_relaxed(&plans[call].seen, 1);

	if (n < load_relaxed(&plans[call].first) ||
	    n >= load_relaxed(&plans[call].last))
		return 0;
	return -load_relaxed(&plans[call].error);
}

void inject_fail(enum os_call call, unsigned skip, unsigned times, int error)
{
	unsigned now = load_relaxed(&plans[call].seen);

	store_relaxed(&plans[call].first, now + skip);
	store_relaxed(&plans[call].last, now + skip + times);
	store_relaxed(&plans[call].error, error);
	os_mem_inject = answer;
}

void inject_stop(void)
{
	for (unsigned i = 0; i < NR_OS_CALLS; i++)
		store_relaxed(&plans[i].last, 0);
	os_mem_inject = answer;
}

unsigned inject_seen(enum os_call call)
{
	return load_relaxed(&plans[call].seen);
}
