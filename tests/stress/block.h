/* SPDX-License-Identifier: MIT */
/*
 * stress/block.h - a block of memory whose contents are known
 *
 * A block has one owner at a time, who alone calls these.  What is live at
 * once is bounded; every check that fails ends the run.
 */
#ifndef STRESS_BLOCK_H
#define STRESS_BLOCK_H

#include "support/random.h"

/* What blocks may hold at once. */
#define BLOCKS_MOST ((size_t)256 << 20)

enum block_kind {
	BLOCK_NONE,
	BLOCK_OBJECT, /* of the malloc family */
	BLOCK_PAGES,  /* by order */
	BLOCK_EXACT   /* pages, by bytes */
};

struct block {
	enum block_kind kind;
	unsigned order; /* of BLOCK_PAGES */
	void *p;
	size_t size;   /* asked for; all of it is written */
	size_t align;  /* asked for, or 0 */
	size_t usable; /* what it counts for */
	uint64_t tag;  /* of its data */
};

/* What blocks hold, by their usable sizes. */
uint64_t blocks_live_bytes(void);

/*
 * A block of any kind and size in the place of one of BLOCK_NONE, which stays
 * one when the most that may be live is reached.
 */
void block_make(struct block *b, struct rng *rng);

/* A small object, for those who want many. */
void block_make_object(struct block *b, size_t size, struct rng *rng);

/* The data is what was written. */
void block_check(const struct block *b);

/* By realloc, if it is an object; what it held is checked. */
void block_resize(struct block *b, struct rng *rng);

/* Checks it and frees it, by any function that may; then it is BLOCK_NONE. */
void block_drop(struct block *b, struct rng *rng);

#endif /* STRESS_BLOCK_H */
