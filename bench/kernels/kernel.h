/* SPDX-License-Identifier: MIT */
/*
 * kernels/kernel.h - what a kernel is, and what it may use
 *
 * A kernel is one pattern of allocation that programs are known for, in one
 * file.  It runs on 1 to N threads, does the same work for every allocator,
 * and proves it by a checksum that depends on what it wrote into its blocks
 * and read back, never on an address.
 *
 * What a kernel needs for itself, the tables that hold its pointers above
 * all, comes from table_new: the allocator under test sees the pattern and
 * nothing else.
 */
#ifndef BENCH_KERNELS_KERNEL_H
#define BENCH_KERNELS_KERNEL_H

#include "common/arguments.h"
#include "common/random.h"
#include "common/system.h"
#include "kernels/block.h"

#include <pthread.h>
#include <stdint.h>

/* What the threads of one run have in common. */
struct team {
	unsigned nr_threads;	   /* const */
	unsigned permille;	   /* const: of the full work */
	void *shared;		   /* a table of setup's, until the exit */
	pthread_barrier_t barrier; /* for all threads of the team */
};

/*
 * A thread's own.  None shares a line with another, so that a kernel draws
 * from random and adds to checksum where they are, and keeps no copies.
 */
struct worker {
	_Alignas(LINE_PAIR) struct team *team;
	unsigned index; /* 0 .. nr_threads - 1; 0 is the main thread */
	struct random random;
	uint64_t checksum; /* the team's is the sum of its workers' */
};

struct kernel {
	const char *name;
	const char *stands_for;		    /* one line, for people */
	void (*setup)(struct team *team);   /* may be NULL */
	void (*run)(struct worker *worker); /* on every thread at once */
};

/*
 * scaled - full, reduced to the share of the work that was asked for
 *
 * A kernel scales how often it does something and, so that a small run is
 * small in memory too, how many blocks it keeps.  Never 0.
 */
static inline uint32_t scaled(const struct team *team, uint32_t full)
{
	return permille_of(full, team->permille);
}

#endif
