/* SPDX-License-Identifier: MIT */
/*
 * read/heap.h - the counters of a heap, as seen from outside
 *
 * All are read within microseconds, but not at one moment: what threads moved
 * meanwhile may be counted twice or not at all.  A snapshot that breaks the
 * rules of heap_plausible is taken anew.
 *
 * Present memory is divided, in pages:
 *
 *     present = free + page caches + slabs + runs + lost + in flight
 *
 * and a slab's bytes into objects of users, in caches, lost in fork, and what
 * is left of the slab.  In flight is what is in no account: blocks in the hands
 * of threads inside the allocator, 0 when there is none; below 0 something was
 * counted twice.
 */
#ifndef READ_HEAP_H
#define READ_HEAP_H

#include "read/abi.h"
#include "read/layout.h"

#include <buddy/buddy.h>

enum {
	PAGE_BYTES = 4096,
	HEAP_CLASSES = ABI_MOST_CLASSES,
	HEAP_ORDERS = BUDDY_INFO_ORDERS
};

/* One size class, in all stripes. */
struct heap_class {
	uint32_t size;	     /* bytes of an object */
	uint32_t nr_objects; /* per slab */
	uint32_t slab_pages; /* per slab */
	uint64_t nr_slabs;
	uint64_t nr_out;       /* objects that left their slabs */
	uint64_t nr_cached;    /* of them, in stacks of threads */
	uint64_t unused_pages; /* of slabs, never touched */
};

struct heap_stripe {
	uint32_t nr_threads; /* at home here */
	uint64_t free_pages; /* in its split blocks */
	uint64_t dirty_pages;
	uint64_t slab_pages;
	uint64_t splits, merges; /* so far */
	uint64_t parts[BUDDY_INFO_ZONES][HEAP_ORDERS];
};

/* A slot: of a thread that runs, or of one that ended, to be used again. */
struct heap_thread {
	bool live;
	uint32_t stripe;
	uint64_t objects, bytes; /* in its stacks and its remote buffer */
	uint64_t remote_objects; /* of them, in the buffer */
	uint64_t pcp_pages, pcp_high;
	uint64_t pcp_batch; /* blocks that its page cache fetches next */
	uint64_t allocs;    /* objects and runs so far, by all its users */
};

struct heap {
	/* The library's own figures, as buddy_info() would give them. */
	struct buddy_info info;
	unsigned nr_classes;
	struct heap_class class[HEAP_CLASSES];
	unsigned nr_stripes;
	struct heap_stripe *stripe;
	unsigned nr_threads; /* slots */
	struct heap_thread *thread;

	/* Sums over zones, pages. */
	uint64_t present, free, dirty;
	uint64_t moves; /* splits, merges, runs taken and given back, so far */
	/* Bytes in slabs that are no object's: free, or behind the last. */
	uint64_t slab_slack_bytes;
	uint64_t lost_object_bytes; /* of info.lost_bytes, in slabs */
	uint64_t virgin_blocks[BUDDY_INFO_ZONES]; /* above the frontier */
	double taken;				  /* CLOCK_MONOTONIC seconds */
	/* No page moved while it was taken: two readings were the same. */
	bool exact;
};

/* a - b, or 0 where torn reads would make it negative. */
static inline uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* Takes a snapshot.  heap_free it, whatever the result. */
bool heap_read(struct heap *h, struct target *t, const struct layout *l,
	       struct failure *why);
void heap_free(struct heap *h);

/* Whether the numbers can be true: names the first rule that is broken. */
bool heap_plausible(const struct heap *h, struct failure *why);

#endif /* READ_HEAP_H */
