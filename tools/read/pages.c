/* SPDX-License-Identifier: MIT */
/*
 * read/pages.c - what each page of a heap is used for
 *
 * The records of a zone are read in stretches of blocks, a few megabytes at
 * once, and the blocks' own records once more behind them: where a stretch
 * changed meanwhile it is read anew, a few times.
 */
#include "read/pages.h"

#include "read/sort.h"

#include <stdlib.h>
#include <string.h>

/* Pages of a stretch, whose records have a megabyte: 64 blocks, mostly. */
enum { STRETCH_PAGES = 1 << 16, STRETCH_TRIES = 4 };

const char *const page_state_names[NR_PAGE_STATES] = {
	[PAGE_FREE_CLEAN] = "free clean",
	[PAGE_FREE_DIRTY] = "free dirty",
	[PAGE_PCP] = "page cache",
	[PAGE_SLAB] = "slab",
	[PAGE_RUN] = "run",
	[PAGE_IN_FLIGHT] = "in flight",
};

/* Room for the records of one stretch, twice for those of blocks. */
struct buffers {
	char *blocks, *again, *pages, *chunks;
};

static uint64_t stretch_blocks(const struct buddy_abi *abi)
{
	return STRETCH_PAGES >> abi->max_order;
}

static bool buffers_init(struct buffers *b, const struct buddy_abi *abi)
{
	size_t blocks = stretch_blocks(abi) * abi->block.bytes;

	b->blocks = malloc(blocks);
	b->again = malloc(blocks);
	b->pages = malloc((size_t)STRETCH_PAGES * abi->page.bytes);
	b->chunks = malloc(STRETCH_PAGES / abi->chunk_pages *
			   (size_t)abi->chunk.bytes);
	return b->blocks && b->again && b->pages && b->chunks;
}

static void buffers_free(struct buffers *b)
{
	free(b->blocks);
	free(b->again);
	free(b->pages);
	free(b->chunks);
}

/* The records of nr blocks from a pfn on; *same: they did not change. */
static bool read_stretch(struct buffers *b, struct target *t,
			 const struct layout *l, uint64_t pfn, uint64_t nr,
			 bool *same, struct failure *why)
{
	const struct buddy_abi *abi = &l->abi;
	uint64_t blocks =
		l->blocks + (pfn >> abi->max_order) * abi->block.bytes;
	uint64_t pages = nr << abi->max_order;
	size_t bytes = nr * abi->block.bytes;
	struct piece piece[] = {
		{ blocks, b->blocks, bytes },
		{ l->pages + pfn * abi->page.bytes, b->pages,
		  pages * abi->page.bytes },
		{ l->chunks + pfn / abi->chunk_pages * abi->chunk.bytes,
		  b->chunks, pages / abi->chunk_pages * abi->chunk.bytes },
		{ blocks, b->again, bytes },
	};

	if (!target_read_pieces(t, piece, sizeof(piece) / sizeof(*piece), why))
		return false;
	*same = !memcmp(b->blocks, b->again, bytes);
	return true;
}

static bool walk_stretch(struct page_range *range, struct buffers *b,
			 struct target *t, const struct layout *l, uint64_t pfn,
			 uint64_t nr, struct failure *why)
{
	bool same = false;

	for (int i = 0; i < STRETCH_TRIES && !same; i++)
		if (!read_stretch(b, t, l, pfn, nr, &same, why))
			return false;
	for (uint64_t i = 0; i < nr; i++) {
		struct block_records records = {
			.abi = &l->abi,
			.pfn = (uint32_t)(pfn + (i << l->abi.max_order)),
			.block = b->blocks + i * l->abi.block.bytes,
			.pages = b->pages +
				 (i << l->abi.max_order) * l->abi.page.bytes,
			.chunks = b->chunks + ((i << l->abi.max_order) /
					       l->abi.chunk_pages) *
						      l->abi.chunk.bytes,
		};

		sort_block(&range->page[records.pfn - range->start], &records);
	}
	return true;
}

static bool walk_zone(struct page_range *range, struct buffers *b,
		      struct target *t, const struct layout *l,
		      struct failure *why)
{
	uint64_t block = UINT64_C(1) << l->abi.max_order;

	for (uint64_t pfn = range->start; pfn < range->end;) {
		uint64_t nr = (range->end - pfn) / block;

		if (nr > stretch_blocks(&l->abi))
			nr = stretch_blocks(&l->abi);
		if (!walk_stretch(range, b, t, l, pfn, nr, why))
			return false;
		pfn += nr * block;
	}
	return true;
}

/* All that describes one block. */
static uint64_t block_bytes(const struct buddy_abi *abi)
{
	uint64_t pages = UINT64_C(1) << abi->max_order;

	return abi->block.bytes + pages * abi->page.bytes +
	       pages / abi->chunk_pages * abi->chunk.bytes;
}

/*
 * The present pages of a zone, whole blocks of them, none below pfn `least`.
 * *room is how many bytes their records may still have: a frontier is but a
 * number, and may be wrong.
 */
static bool find_range(struct page_range *range, const char *record,
		       const struct layout *l, uint64_t least, uint64_t *room,
		       struct failure *why)
{
	uint64_t block = UINT64_C(1) << l->abi.max_order;
	uint64_t start = layout_field(record, l->abi.zone.start);
	uint64_t end = layout_field(record, l->abi.zone.frontier), bytes;

	if (start % block || end % block || start < least || end < start ||
	    end > l->arena_bytes / l->abi.page_bytes)
		start = end = least;
	bytes = (end - start) / block * block_bytes(&l->abi);
	if (bytes > *room)
		return failed(why, STATUS_TORN,
			      "more pages are said to be present than there "
			      "is room to describe");
	*room -= bytes;
	*range = (struct page_range){ .start = (uint32_t)start,
				      .end = (uint32_t)end };
	range->page = calloc(end - start + 1, sizeof(*range->page));
	return range->page || failed(why, STATUS_FAILED, "out of memory");
}

static bool read_zones(struct pages *p, const char *zones, struct buffers *b,
		       struct target *t, const struct layout *l,
		       struct failure *why)
{
	uint64_t room = target_most(t), least = 0;

	for (unsigned z = 0; z < l->abi.nr_zones; z++) {
		struct page_range *range = &p->zone[z];

		if (!find_range(range, zones + (size_t)z * l->abi.zone.bytes, l,
				least, &room, why) ||
		    !walk_zone(range, b, t, l, why))
			return false;
		least = range->end;
	}
	return true;
}

bool pages_read(struct pages *p, struct target *t, const struct layout *l,
		struct failure *why)
{
	size_t bytes = l->abi.zones.bytes;
	char *zones = malloc(bytes);
	struct buffers b = { 0 };
	bool ok;

	*p = (struct pages){ .base = l->arena_base };
	ok = zones && buffers_init(&b, &l->abi);
	if (!ok)
		failed(why, STATUS_FAILED, "out of memory");
	ok = ok &&
	     target_read(t, (uint64_t)l->abi.zones.address, zones, bytes,
			 why) &&
	     read_zones(p, zones, &b, t, l, why);
	buffers_free(&b);
	free(zones);
	return ok;
}

void pages_free(struct pages *p)
{
	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++)
		free(p->zone[z].page);
	*p = (struct pages){ 0 };
}

const struct page_view *pages_at(const struct pages *p, uint32_t pfn)
{
	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++) {
		const struct page_range *r = &p->zone[z];

		if (pfn >= r->start && pfn < r->end)
			return &r->page[pfn - r->start];
	}
	return NULL;
}

void pages_count_range(const struct page_range *range,
		       uint64_t count[NR_PAGE_STATES])
{
	for (uint32_t i = 0; i < range->end - range->start; i++)
		count[range->page[i].state]++;
}

void pages_count(const struct pages *p, uint64_t count[NR_PAGE_STATES])
{
	memset(count, 0, NR_PAGE_STATES * sizeof(*count));
	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++)
		pages_count_range(&p->zone[z], count);
}
