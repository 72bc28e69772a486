/* SPDX-License-Identifier: MIT */
/*
 * pages/churn.h - how many large blocks are left after small ones churned
 */
#ifndef BENCH_PAGES_CHURN_H
#define BENCH_PAGES_CHURN_H

#include "pages/heap.h"

/* The size of the heap's arena, which is half full. */
#define CHURN_ARENA_BYTES ((size_t)1 << 30)

/*
 * churn - do it with a share of the arena's pages, and print the figures
 *
 * It cannot when the heap keeps no free blocks: there is nothing to count.
 */
void churn(const struct heap *heap, unsigned permille);

#endif
