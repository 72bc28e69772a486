/* SPDX-License-Identifier: MIT */
/*
 * pages/pattern.h - an order in which blocks come and go
 *
 * A thread's part of a workload: nr_pairs times a block of one order is
 * allocated and one is freed.  All threads start at once, each with blocks of
 * its own.  What comes before start() and after end(), such as the first
 * touch of a live set, is not timed.
 */
#ifndef BENCH_PAGES_PATTERN_H
#define BENCH_PAGES_PATTERN_H

#include "common/random.h"
#include "common/system.h"
#include "pages/heap.h"

#include <pthread.h>

/* Each thread writes its own all the time, so that none shares a line. */
struct page_worker {
	_Alignas(LINE_PAIR) const struct heap *heap;
	unsigned order;
	uint32_t nr_blocks; /* in use at once, at least 1 */
	uint64_t nr_pairs;  /* a multiple of nr_blocks */
	pthread_barrier_t *barrier;
	struct random random;
	uint64_t start_ns, end_ns;
	uint64_t checksum; /* of the words read back */
};

/* The last freed is allocated again: a stack of one. */
void pattern_single(struct page_worker *worker);

/* All blocks are allocated, then all are freed in the same order. */
void pattern_bulk(struct page_worker *worker);

/*
 * Of a live set a random eighth is freed, block by block, and then replaced.
 * Were each replaced at once, it would be by the block just freed, as in
 * pattern_single; an eighth exceeds what caches hold, and blocks merge.
 */
void pattern_random(struct page_worker *worker);

#endif
