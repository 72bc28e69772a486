/* SPDX-License-Identifier: MIT */
/*
 * read/sort.c - the pages of one block, sorted by what they are used for
 *
 * A block of the pool is free as a whole.  In a split one the free map tells
 * the free parts; what is left is runs, each described by its first page.  A
 * page that no record speaks for is in the hands of a thread.
 */
#include "read/sort.h"

#include <string.h>

static uint32_t nr_pages(const struct block_records *r)
{
	return UINT32_C(1) << r->abi->max_order;
}

static bool map_bit(const struct block_records *r, struct buddy_abi_field map,
		    uint32_t bit)
{
	uint64_t word;

	if (bit / 8 >= map.bytes)
		return false;
	memcpy(&word, r->block + map.offset + bit / 64 * sizeof(word),
	       sizeof(word));
	return word >> bit % 64 & 1;
}

static void put_free(struct page_view *view, const struct block_records *r,
		     uint32_t at, unsigned order, uint16_t stripe)
{
	for (uint32_t i = at; i < at + (UINT32_C(1) << order); i++)
		view[i] = (struct page_view){
			.head = r->pfn + at,
			.stripe = stripe,
			.state = map_bit(r, r->abi->block.dirty, i) ?
					 PAGE_FREE_DIRTY :
					 PAGE_FREE_CLEAN,
			.detail = (uint8_t)order,
		};
}

/* Each part that the free map names: part 1 is the block itself. */
static void sort_free(struct page_view *view, const struct block_records *r,
		      uint16_t stripe)
{
	for (unsigned order = 0; order < r->abi->max_order; order++) {
		uint32_t first = nr_pages(r) >> order;

		for (uint32_t part = first; part < 2 * first; part++)
			if (map_bit(r, r->abi->block.free, part))
				put_free(view, r, (part - first) << order,
					 order, stripe);
	}
}

static void put_used(struct page_view *view, uint32_t from, uint32_t to,
		     struct page_view like)
{
	/* Never over a free part: then the length was read too early. */
	for (uint32_t i = from; i < to && view[i].state == PAGE_IN_FLIGHT; i++)
		view[i] = like;
}

/* The class and the owner of the slab that starts at a page. */
static void describe_slab(struct page_view *like, const struct block_records *r,
			  uint32_t at)
{
	const struct buddy_abi_chunk *a = &r->abi->chunk;
	const char *chunk = r->chunks + at / r->abi->chunk_pages * a->bytes;
	uint64_t home = layout_field(chunk, a->home);

	if (!home) { /* in the making, or being given back */
		like->state = PAGE_IN_FLIGHT;
		return;
	}
	like->stripe = (uint16_t)(home - 1);
	like->detail = (uint8_t)(layout_field(chunk, a->stack_offset) /
				 r->abi->thread.stack_bytes);
	if (like->detail >= HEAP_CLASSES)
		like->detail = 0;
}

/* The run that starts at a page in use; returns its length in the block. */
static uint32_t sort_run(struct page_view *view, const struct block_records *r,
			 uint32_t at, uint16_t stripe)
{
	const char *page = r->pages + (size_t)at * r->abi->page.bytes;
	uint64_t flags = layout_field(page, r->abi->page.flags);
	uint64_t nr = layout_field(page, r->abi->page.nr_pages);
	struct page_view like = { .head = r->pfn + at, .stripe = stripe };

	if (!(flags & BUDDY_PG_HEAD) || !nr)
		return 1;
	if (nr > nr_pages(r) - at)
		nr = nr_pages(r) - at;
	if (flags & BUDDY_PG_SLAB) {
		like.state = PAGE_SLAB;
		describe_slab(&like, r, at);
	} else if (flags & BUDDY_PG_PCP) {
		like.state = PAGE_PCP;
	} else {
		like.state = PAGE_RUN;
		/* Typed as nobody's: the tail of a run of whole blocks. */
		if (!(flags & BUDDY_PG_RUN))
			like.head = (uint32_t)layout_field(
				r->block, r->abi->block.run_pfn);
	}
	put_used(view, at, at + (uint32_t)nr, like);
	return (uint32_t)nr;
}

static void sort_used(struct page_view *view, const struct block_records *r,
		      uint16_t stripe)
{
	for (uint32_t at = 0; at < nr_pages(r);)
		at += view[at].state == PAGE_IN_FLIGHT ?
			      sort_run(view, r, at, stripe) :
			      1;
}

/* A run of whole blocks, if its first page, perhaps another block's, says so */
static void sort_whole(struct page_view *view, const struct block_records *r)
{
	uint32_t head = (uint32_t)layout_field(r->block, r->abi->block.run_pfn);
	uint64_t flags = layout_field(r->pages, r->abi->page.flags);

	if (head > r->pfn || (head == r->pfn && !(flags & BUDDY_PG_RUN)))
		return;
	put_used(view, 0, nr_pages(r),
		 (struct page_view){ .head = head,
				     .stripe = NO_STRIPE,
				     .state = PAGE_RUN });
}

void sort_block(struct page_view *view, const struct block_records *r)
{
	uint64_t state = layout_field(r->block, r->abi->block.state);
	uint16_t stripe =
		(uint16_t)layout_field(r->block, r->abi->block.stripe);

	for (uint32_t i = 0; i < nr_pages(r); i++)
		view[i] = (struct page_view){ .head = r->pfn + i,
					      .stripe = NO_STRIPE,
					      .state = PAGE_IN_FLIGHT };
	if (state == BUDDY_ABI_BLOCK_POOL) {
		put_free(view, r, 0, r->abi->max_order, NO_STRIPE);
	} else if (state == BUDDY_ABI_BLOCK_STRIPE) {
		sort_free(view, r, stripe);
		sort_used(view, r, stripe);
	} else {
		sort_whole(view, r);
	}
}
