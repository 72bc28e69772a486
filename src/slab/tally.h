/* SPDX-License-Identifier: MIT */
/*
 * slab/tally.h - what was handed out and taken back since the start
 *
 * Each thread counts on its own, so counting costs no shared line; a slot
 * keeps its tally when it goes to another thread.  What is asked for without
 * a slot is counted by the registry.  Objects taken back are not counted: what
 * the slabs miss tells.
 */
#ifndef SLAB_TALLY_H
#define SLAB_TALLY_H

#include "base/compiler.h"

/* Written by one thread at a time, or with atomic additions by all. */
struct tally {
	uint64_t objects;	   /* handed out */
	uint64_t runs, runs_freed; /* handed out, taken back */
	uint64_t run_pages;	   /* handed out less taken back; may wrap */
};

static inline uint64_t tally_read(const uint64_t *count)
{
	return __atomic_load_n(count, __ATOMIC_RELAXED);
}

static inline void tally_add(struct tally *sum, const struct tally *t)
{
	sum->objects += tally_read(&t->objects);
	sum->runs += tally_read(&t->runs);
	sum->runs_freed += tally_read(&t->runs_freed);
	sum->run_pages += tally_read(&t->run_pages);
}

#endif /* SLAB_TALLY_H */
