/* SPDX-License-Identifier: MIT */
/*
 * buddy/arena.c - the one reservation
 *
 * Address space costs nothing but page tables, so the areas are sized for
 * the worst case and never move.  What is charged against limits is what is
 * committed, and that follows use.
 */
#include "buddy/arena.h"

#include "harden/harden.h"
#include "os/limits.h"
#include "os/mem.h"

#include <errno.h>

struct arena arena;
enum thp_policy thp_policy = THP_AUTO;
uintptr_t arena_base;
size_t arena_nr_chunks;
uintptr_t arena_chunks;
uintptr_t arena_chunk_bias;

/* 2^28 pages: enough for any machine, and pfn_t has room for 16 times it. */
#define LARGEST_HEAP ((size_t)1 << 40)

enum {
	/* Steps in which the own area is committed. */
	OWN_STEP = 256 * 1024,
	/* What the own area has even in the smallest arena. */
	OWN_FIXED = 2 * 1024 * 1024,
	/* No system page spans two areas: the largest is 64 KiB. */
	AREA_ALIGN = 64 * 1024
};

/*
 * The own area holds, per chunk of smallest objects, a bit and a byte for
 * each of 1024 objects and a header: less than 1/8 of the heap.  Stripes,
 * zones and thread slots take the fixed part and 1/64 of the heap.
 */
static size_t own_bytes(size_t heap)
{
	size_t slabs = heap / 8;

	/* Canaries need two bytes more for each object. */
	if (harden_on(HARDEN_CANARY))
		slabs *= 2;
	return align_up(slabs + heap / 64 + OWN_FIXED, AREA_ALIGN);
}

struct layout {
	size_t chunks, blocks, pages, heap, end; /* offsets */
};

static struct layout layout(size_t heap)
{
	size_t nr_pages = heap >> PAGE_SHIFT;
	size_t nr_blocks = heap >> BLOCK_SHIFT;
	size_t records;
	struct layout l;

	l.chunks = own_bytes(heap);
	records = (heap >> CHUNK_SHIFT) * CHUNK_RECORD_BYTES;
	l.blocks = align_up(l.chunks + records, AREA_ALIGN);
	l.pages = align_up(l.blocks + nr_blocks * sizeof(struct block),
			   AREA_ALIGN);
	/* The one area whose address matters: reserve() aligns it. */
	l.heap = align_up(l.pages + nr_pages * sizeof(struct page), AREA_ALIGN);
	l.end = l.heap + heap;
	return l;
}

/* One try of the ladder; the slack lets the heap start at a whole block. */
static bool reserve(size_t heap)
{
	struct layout l = layout(heap);
	char *start = os_reserve(l.end + BLOCK_BYTES);
	char *at;

	if (!start)
		return false;
	at = (char *)align_up((uintptr_t)start + l.heap, BLOCK_BYTES) - l.heap;
	arena.reservation = start;
	arena.reserved_bytes = l.end + BLOCK_BYTES;
	arena.mapped_bytes = arena.reserved_bytes;
	arena_chunks = (uintptr_t)at + l.chunks;
	arena.blocks = (struct block *)(at + l.blocks);
	arena.pages = (struct page *)(at + l.pages);
	arena_base = (uintptr_t)at + l.heap;
	arena_chunk_bias = arena_chunks -
			   ((arena_base >> CHUNK_SHIFT) << CHUNK_RECORD_SHIFT);
	arena.bytes = heap;
	arena_nr_chunks = heap >> CHUNK_SHIFT;
	arena.nr_pages = (pfn_t)(heap >> PAGE_SHIFT);
	arena.own_next = arena.own_committed = arena.own_start = at;
	arena.own_end = at + l.chunks;
	return true;
}

/* A heap of half of `left`, or less where its records would take a quarter. */
static size_t heap_within(size_t left)
{
	size_t heap = align_down(left / 2, BLOCK_BYTES);

	while (heap > BLOCK_BYTES && layout(heap).end > left * 3 / 4)
		heap -= align_up(heap / 16, BLOCK_BYTES);
	return heap < BLOCK_BYTES ? BLOCK_BYTES : heap;
}

/* Reserves a heap of at most `most` bytes, less where the limit is near. */
static bool reserve_most(size_t most)
{
	size_t left = os_address_space_left();
	size_t heap = most;

	if (left != SIZE_MAX && heap > heap_within(left))
		heap = heap_within(left);
	while (!reserve(heap)) {
		if (heap == BLOCK_BYTES)
			return false;
		heap = align_up(heap / 2, BLOCK_BYTES);
	}
	return true;
}

/* A wild pointer's chunk record is read before anything is committed. */
static int make_records_readable(void)
{
	return os_make_readable((void *)arena_chunks,
				(uintptr_t)arena.blocks - arena_chunks);
}

int arena_init(size_t bytes)
{
	size_t heap = align_down(bytes, BLOCK_BYTES);

	arena_exit();
	if (arena.reservation)
		return -ENOMEM;
	lock_init(&arena.lock, RANK_ARENA);
	arena.page_bytes = os_page_bytes();
	if (bytes && !heap)
		heap = BLOCK_BYTES;
	if (!heap || heap > LARGEST_HEAP)
		heap = LARGEST_HEAP;
	/* Where the largest fits no limit is near: it need not be asked for. */
	if (heap == LARGEST_HEAP && reserve(heap))
		return make_records_readable();
	if (heap == LARGEST_HEAP)
		heap /= 2;
	return reserve_most(heap) ? make_records_readable() : -ENOMEM;
}

void arena_exit(void)
{
	struct arena left = {
		.reservation = arena.reservation,
		.reserved_bytes = arena.reserved_bytes,
	};

	if (!left.reservation)
		return;
	/* First of all: what is mapped there next is someone else's. */
	arena_nr_chunks = 0;
	arena = (struct arena){ 0 };
	if (os_unreserve(left.reservation, left.reserved_bytes))
		arena = left;
}

static bool grow_own(char *end)
{
	size_t step = align_up((size_t)(end - arena.own_committed), OWN_STEP);

	if (end > arena.own_end)
		return false;
	if (step > (size_t)(arena.own_end - arena.own_committed))
		step = (size_t)(arena.own_end - arena.own_committed);
	if (os_commit(arena.own_committed, step))
		return false;
	arena.own_committed += step;
	add_relaxed(&arena.own_bytes, step);
	return true;
}

void *arena_own_alloc(size_t bytes, size_t align)
{
	char *at, *end;

	lock_acquire(&arena.lock);
	at = (char *)align_up((uintptr_t)arena.own_next, align);
	end = at + bytes;
	if (end > arena.own_committed && !grow_own(end))
		at = NULL;
	else
		arena.own_next = end;
	lock_release(&arena.lock);
	return at;
}

size_t arena_own_bytes(void)
{
	return load_relaxed(&arena.own_bytes);
}

/* Commits the system pages that hold the records [from, to). */
static int commit_records(uintptr_t area, size_t from, size_t to, size_t record)
{
	uintptr_t start = area + from * record;
	uintptr_t end = area + to * record;

	start = align_down(start, arena.page_bytes);
	end = align_up(end, arena.page_bytes);
	return os_commit((void *)start, end - start);
}

/* Commits pages of the heap, with the kind of pages that is wished for. */
static int commit_heap(void *addr, size_t bytes)
{
	int ret = os_commit(addr, bytes);

	if (!ret && thp_policy != THP_AUTO)
		os_advise_huge(addr, bytes, thp_policy == THP_ALWAYS);
	return ret;
}

int arena_commit(pfn_t from, pfn_t to)
{
	int ret;

	ret = commit_records(arena_chunks, from >> CHUNK_ORDER,
			     to >> CHUNK_ORDER, CHUNK_RECORD_BYTES);
	if (!ret)
		ret = commit_records((uintptr_t)arena.blocks, from >> MAX_ORDER,
				     to >> MAX_ORDER, sizeof(struct block));
	if (!ret)
		ret = commit_records((uintptr_t)arena.pages, from, to,
				     sizeof(struct page));
	if (!ret)
		ret = commit_heap(pfn_to_addr(from), (size_t)(to - from)
							     << PAGE_SHIFT);
	return ret ? -ENOMEM : 0;
}

/* Unmaps the system pages that lie wholly inside [from, to). */
static size_t unmap_inside(uintptr_t from, uintptr_t to)
{
	from = align_up(from, arena.page_bytes);
	to = align_down(to, arena.page_bytes);
	if (from >= to)
		return 0;
	if (os_unreserve((void *)from, to - from))
		return 0;
	arena.mapped_bytes -= to - from;
	return to - from;
}

size_t arena_unmap(pfn_t from, pfn_t to)
{
	return unmap_inside((uintptr_t)pfn_to_addr(from),
			    (uintptr_t)pfn_to_addr(to)) +
	       unmap_inside((uintptr_t)pfn_to_page(from),
			    (uintptr_t)pfn_to_page(to)) +
	       unmap_inside((uintptr_t)pfn_to_block(from),
			    (uintptr_t)pfn_to_block(to));
}

size_t arena_cut(pfn_t end, size_t own_room)
{
	size_t chunks = end >> CHUNK_ORDER;
	uintptr_t records = arena_chunks + (chunks << CHUNK_RECORD_SHIFT);
	size_t released;

	lock_acquire(&arena.lock);
	released =
		unmap_inside(records, arena_chunks + (arena_nr_chunks
						      << CHUNK_RECORD_SHIFT));
	if (arena.own_end - arena.own_committed > (ptrdiff_t)own_room) {
		char *own_end = (char *)align_up(
			(uintptr_t)arena.own_committed + own_room,
			arena.page_bytes);

		released += unmap_inside((uintptr_t)own_end,
					 (uintptr_t)arena.own_end);
		arena.own_end = own_end;
	}
	__atomic_store_n(&arena_nr_chunks, chunks, __ATOMIC_RELAXED);
	arena.nr_pages = end;
	arena.bytes = (size_t)end << PAGE_SHIFT;
	lock_release(&arena.lock);
	return released;
}
