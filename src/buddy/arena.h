/* SPDX-License-Identifier: MIT */
/*
 * buddy/arena.h - the one reservation, and what lies where in it
 *
 *   [ own area | chunk records | block records | page records | heap ]
 *
 * The heap starts at a multiple of the block size.  All of it is reserved
 * inaccessible and committed in steps: the own area by its bump pointer, the
 * rest by the zones as they grow.  The chunk records may be read before that:
 * a wild pointer into the heap finds zeroes instead of a fault.
 *
 * Nothing that the allocator writes lies in the heap, and nothing else lies
 * outside it.
 */
#ifndef BUDDY_ARENA_H
#define BUDDY_ARENA_H

#include "buddy/block.h"
#include "os/lock.h"

/* Room for the slab layer's record of each chunk. */
enum { CHUNK_RECORD_SHIFT = 5, CHUNK_RECORD_BYTES = 1 << CHUNK_RECORD_SHIFT };

/*
 * Const after init; read by every malloc and free.  Words of their own, since
 * each is then one operand of an instruction.
 */
extern hidden uintptr_t arena_base; /* address of pfn 0 */
extern hidden size_t arena_nr_chunks;
extern hidden uintptr_t arena_chunks; /* address of the first chunk's record */
extern hidden uintptr_t arena_chunk_bias; /* ... of the record for address 0 */

/* Whether the heap asks the kernel for huge pages. */
enum thp_policy {
	THP_AUTO, /* leaves it to the system */
	THP_ALWAYS,
	THP_NEVER
};
extern enum thp_policy thp_policy; /* const once memory is committed */

struct arena {
	/* const after init */
	struct block *blocks;
	struct page *pages;
	size_t bytes; /* of the heap: a multiple of BLOCK_BYTES */
	pfn_t nr_pages;
	size_t page_bytes; /* os_page_bytes() */
	char *reservation;
	size_t reserved_bytes;
	size_t mapped_bytes; /* of the reservation, still; the zones' locks */

	struct lock lock;
	/* arena->lock: the own area, a bump pointer and its two limits */
	_Atomic size_t own_bytes; /* committed; read without the lock */
	char *own_start, *own_next, *own_committed, *own_end;
};
extern hidden struct arena arena;

/*
 * Reserves an arena of `bytes`, or for 0 the largest that the kernel and the
 * soft RLIMIT_AS allow, 1 TiB at most.  Returns 0 or -ENOMEM; after that it
 * may be called again, once arena_exit has been.
 */
int arena_init(size_t bytes);

/*
 * Gives back what is reserved, if anything.  What the kernel does not take
 * back is kept in mind, and arena_init fails until it has taken it.
 */
void arena_exit(void);

/*
 * Zeroed memory for the allocator itself, never given back; NULL when the own
 * area is exhausted or cannot be committed.  align: a power of two.  Takes
 * arena->lock.
 */
void *arena_own_alloc(size_t bytes, size_t align);

/* Bytes of the records that describe so many present pages. */
static inline uint64_t arena_record_bytes(uint64_t pages)
{
	return pages * sizeof(struct page) +
	       (pages >> CHUNK_ORDER) * CHUNK_RECORD_BYTES +
	       (pages >> MAX_ORDER) * sizeof(struct block);
}

/* Bytes of the own area that are committed. */
size_t arena_own_bytes(void);

/*
 * Commits the pages [from, to) of the heap and their records.  The caller
 * holds the lock of the zone they belong to.  Returns 0 or -ENOMEM.
 */
int arena_commit(pfn_t from, pfn_t to);

/*
 * Unmaps the pages [from, to) and their records; none is committed.  Their
 * chunk records stay readable.  Returns the bytes unmapped.
 */
size_t arena_unmap(pfn_t from, pfn_t to);

/*
 * Ends the heap at a page above which nothing is mapped any more, and leaves
 * own_room bytes of the own area to be committed.  Returns the bytes unmapped.
 */
size_t arena_cut(pfn_t end, size_t own_room);

/* True if addr lies in the heap. */
static inline bool arena_holds(const void *addr)
{
	return (uintptr_t)addr - arena_base < arena.bytes;
}

static inline void *pfn_to_addr(pfn_t pfn)
{
	return (void *)(arena_base + ((uintptr_t)pfn << PAGE_SHIFT));
}

/* addr lies in the heap. */
static inline pfn_t addr_to_pfn(const void *addr)
{
	return (pfn_t)(((uintptr_t)addr - arena_base) >> PAGE_SHIFT);
}

/* Where a system page starts, at pfn or next to it. */
static inline pfn_t pfn_system_up(pfn_t pfn)
{
	return (pfn_t)align_up(pfn, arena.page_bytes >> PAGE_SHIFT);
}

static inline pfn_t pfn_system_down(pfn_t pfn)
{
	return (pfn_t)align_down(pfn, arena.page_bytes >> PAGE_SHIFT);
}

static inline struct page *pfn_to_page(pfn_t pfn)
{
	return &arena.pages[pfn];
}

static inline struct block *pfn_to_block(pfn_t pfn)
{
	return &arena.blocks[pfn >> MAX_ORDER];
}

/* The first page of a block. */
static inline pfn_t block_to_pfn(const struct block *b)
{
	return (pfn_t)(b - arena.blocks) << MAX_ORDER;
}

/* The length of an allocated run, in its first page. */
static inline void page_set_length(pfn_t pfn, uint32_t nr_pages)
{
	count_line(pfn_to_page(pfn));
	pfn_to_page(pfn)->nr_pages = nr_pages;
}

/* Types the first page of an allocated run.  kind: PG_SLAB, PG_RUN or 0. */
static inline void page_type_run(pfn_t pfn, uint32_t nr_pages, unsigned kind)
{
	page_set_length(pfn, nr_pages);
	store_relaxed(&pfn_to_page(pfn)->flags, (uint8_t)(PG_HEAD | kind));
}

#endif /* BUDDY_ARENA_H */
