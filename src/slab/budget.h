/* SPDX-License-Identifier: MIT */
/*
 * slab/budget.h - what the caches of one thread may hold
 *
 * A cache is worth its memory where that is little beside the memory in use.
 * So the caches of a thread, its object stacks and its page cache, may each
 * hold a share of the heap, within fixed limits of their own.
 */
#ifndef SLAB_BUDGET_H
#define SLAB_BUDGET_H

#include "base/compiler.h"

/* A share of the pages that are in use now, in all zones: a hint. */
uint64_t budget_pages(unsigned share);

#endif /* SLAB_BUDGET_H */
