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

#include "random.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* What the threads of one run have in common. */
struct team {
	unsigned nr_threads;	   /* const */
	unsigned permille;	   /* const: of the full work */
	void *shared;		   /* the kernel's own; set by its setup */
	pthread_barrier_t barrier; /* for all threads of the team */
};

struct worker {
	struct team *team;
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
uint32_t scaled(const struct team *team, uint32_t full);

/* table_new - zeroed memory straight from the system; stops on failure */
void *table_new(size_t bytes);
void table_free(void *table, size_t bytes);

/*
 * block_new, block_zeroed - malloc and calloc, or the run ends with an error
 */
void *block_new(size_t bytes);
void *block_zeroed(size_t bytes);

/*
 * block_write - fill a block as its program would: every word up to 1 KiB,
 * above that a word in every 256 bytes, and the last byte
 *
 * All of a large block is touched, so it counts in full as resident, while
 * the writing does not hide the allocator.
 */
void block_write(void *block, size_t bytes, uint64_t seed);

/* block_read - a sum of what block_write wrote; tells a damaged block */
uint64_t block_read(const void *block, size_t bytes);

/* stop - say why on stderr, and exit with status 1 */
_Noreturn void stop(const char *why);

#endif
