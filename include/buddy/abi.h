/* SPDX-License-Identifier: MIT */
/*
 * buddy/abi.h - where a libbuddy keeps its figures, for readers from outside
 *
 * A process under libbuddy, or its core file, has one object buddy_abi in its
 * memory, found as the dynamic symbol of that name.  It leads to every counter
 * and record of the heap by address, size and offset, so a debugger or a tool
 * that was built without the library's sources can read them, with
 * process_vm_readv for instance, while the process runs.
 *
 * Nothing may be written.  All counters are read without a lock: single words
 * are never torn, but two words may be of two moments.
 */
#ifndef BUDDY_ABI_H
#define BUDDY_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BUDDY_ABI_MAGIC "libbuddy" /* 8 bytes, no terminator */

/*
 * The number of this layout.  It changes whenever a reader that knows an older
 * one would go wrong.  Fields that are appended do not change it, but `bytes`.
 */
#define BUDDY_ABI_NUMBER 1

/*
 * A field of a record: an unsigned number of 1, 2, 4 or 8 bytes; or, where the
 * comment says so, an array or a record inside it, all of whose bytes count.
 */
struct buddy_abi_field {
	uint16_t offset;
	uint16_t bytes;
};

/* A variable of the library. */
struct buddy_abi_variable {
	const void *address;
	uint64_t bytes;
};

/* The record of something, as the library's sources call it: `bytes` long. */
struct buddy_abi_zone {
	uint32_t bytes;
	struct buddy_abi_field name; /* pointer to text: "Normal" */
	struct buddy_abi_field start, end, frontier; /* pfn */
	struct buddy_abi_field nr_free, nr_dirty;    /* pages in the pool */
	struct buddy_abi_field mark;	/* min, low, high: 4 bytes each */
	struct buddy_abi_field reserve; /* 4 bytes for each zone */
};

/* Stripes, each with a buddy heap for each zone. */
struct buddy_abi_stripe {
	uint32_t bytes;
	uint32_t heap_bytes;
	struct buddy_abi_field nr_threads;
	struct buddy_abi_field heap;		  /* the first zone's */
	struct buddy_abi_field nr_free, nr_dirty; /* of a heap, pages */
	struct buddy_abi_field nr_parts;	  /* 4 bytes for each order */
	struct buddy_abi_field nr_splits, nr_merges; /* so far */
};

/* Their slabs, for each stripe and class. */
struct buddy_abi_slabs {
	uint32_t bytes;		   /* of a stripe's */
	uint32_t class_bytes;	   /* of a class's */
	struct buddy_abi_field sc; /* the first class's */
	struct buddy_abi_field nr_slabs, nr_out, nr_unused_pages, nr_refills;
};

struct buddy_abi_class {
	uint32_t bytes;
	struct buddy_abi_field size, nr_objs, slab_order;
};

/* What was handed out and taken back since the start. */
struct buddy_abi_tally {
	struct buddy_abi_field objects; /* handed out */
	struct buddy_abi_field runs, runs_freed;
	struct buddy_abi_field run_pages; /* out less back; signed */
};

/* A slot for a thread, of one that lives or of one that ended. */
struct buddy_abi_thread {
	uint32_t bytes;
	uint32_t stack_bytes;
	uint32_t object_bytes;	     /* of an entry in a stack's array */
	struct buddy_abi_field next; /* pointer: the next slot */
	struct buddy_abi_field live; /* 1: a thread has it */
	struct buddy_abi_field home; /* stripe + 1 */
	struct buddy_abi_field tally;
	struct buddy_abi_field stacks;	   /* a stack for each class */
	struct buddy_abi_field top, limit; /* of a stack: pointers */
	struct buddy_abi_field capacity;   /* 2 bytes for each class */
	struct buddy_abi_field remote_n, remote_bytes;
	struct buddy_abi_field pcp_count, pcp_high; /* pages */
	struct buddy_abi_field pcp_batch;	    /* blocks of a refill */
};

struct buddy_abi_registry {
	uint32_t bytes;
	struct buddy_abi_field nr_threads;
	struct buddy_abi_field slots; /* pointer: the first slot */
	struct buddy_abi_field lost_objects, lost_bytes, lost_pages;
	struct buddy_abi_field tally; /* of threads without a slot */
};

struct buddy_abi_arena {
	uint32_t bytes;
	struct buddy_abi_field blocks, pages; /* pointers to records */
	struct buddy_abi_field heap_bytes;
	struct buddy_abi_field page_bytes; /* the system's */
	struct buddy_abi_field reservation, reserved_bytes;
	struct buddy_abi_field own_bytes; /* committed for itself */
};

/*
 * The maps are arrays of 8-byte words, the lowest bit first.  The parts of a
 * block are numbered as the nodes of a heap: part 1 is the whole block, 2 and
 * 3 its halves; so page p of the block lies in part (pages of a block + p) >>
 * order.  A bit is set if exactly that part is free.
 */
struct buddy_abi_block {
	uint32_t bytes;
	struct buddy_abi_field stripe, state; /* enum buddy_abi_block_state */
	struct buddy_abi_field run_pfn;	      /* the long run it is part of */
	struct buddy_abi_field dirty;	      /* a bit for each page */
	struct buddy_abi_field free;	      /* a bit for each part */
};

struct buddy_abi_page {
	uint32_t bytes;
	struct buddy_abi_field nr_pages, flags; /* enum buddy_page_flags */
};

struct buddy_abi_chunk {
	uint32_t bytes;
	struct buddy_abi_field home;	     /* stripe + 1; 0: no slab */
	struct buddy_abi_field stack_offset; /* class * stack_bytes */
	struct buddy_abi_field state; /* pointer: a byte for each object */
};

struct buddy_abi {
	char magic[8];
	uint32_t number; /* BUDDY_ABI_NUMBER */
	uint32_t bytes;	 /* of this structure */
	char version[16];

	uint32_t page_bytes; /* of the buddy heap: 4096 */
	uint32_t max_order;  /* inclusive: a block has 1 << max_order pages */
	uint32_t nr_zones;
	uint32_t nr_classes;
	uint32_t chunk_pages;  /* that one chunk record describes */
	uint32_t object_check; /* 1: states of objects are kept */
	uint32_t cached_extra; /* what a thread caches beyond stacks_most */

	/* Variables.  Those that are pointers lead to arrays of records. */
	struct buddy_abi_variable ready; /* BUDDY_ABI_READY: there is a heap */
	struct buddy_abi_variable arena;
	struct buddy_abi_variable arena_base; /* pointer: pfn 0 */
	struct buddy_abi_variable chunks;     /* pointer */
	struct buddy_abi_variable zones;
	struct buddy_abi_variable stripes;    /* pointer */
	struct buddy_abi_variable nr_stripes; /* opened so far */
	struct buddy_abi_variable slabs;      /* pointer */
	struct buddy_abi_variable classes;
	struct buddy_abi_variable registry;
	struct buddy_abi_variable stacks_most; /* bytes, of one thread */
	struct buddy_abi_variable purged_pages, foreign_frees;

	struct buddy_abi_arena arena_record;
	struct buddy_abi_zone zone;
	struct buddy_abi_stripe stripe;
	struct buddy_abi_slabs slab;
	struct buddy_abi_class size_class;
	struct buddy_abi_thread thread;
	struct buddy_abi_tally tally;
	struct buddy_abi_registry registry_record;
	struct buddy_abi_block block;
	struct buddy_abi_page page;
	struct buddy_abi_chunk chunk;

	/* A variable: pages that the heap may be charged for; 0: no limit. */
	struct buddy_abi_variable charge_limit;
};

enum { BUDDY_ABI_READY = 2 };

enum buddy_abi_block_state {
	BUDDY_ABI_BLOCK_POOL,	/* free and whole */
	BUDDY_ABI_BLOCK_STRIPE, /* split; its stripe knows the parts */
	BUDDY_ABI_BLOCK_WHOLE	/* part of a long run */
};

extern const struct buddy_abi buddy_abi __attribute__((visibility("default")));

#ifdef __cplusplus
}
#endif

#endif /* BUDDY_ABI_H */
