/* SPDX-License-Identifier: MIT */
/*
 * pages/churn.c - how many large blocks are left after small ones churned
 *
 * Fifteen sixteenths of the arena are filled with single pages and random
 * ones of them are freed until half of the arena is in use.  Nothing but the
 * sixteenth that was never used is whole then: the memory is as fragmented as
 * it can be.  A hundred times, a tenth of the pages in use is freed, chosen
 * at random, and as many are allocated.  The draws do not depend on the heap.
 * A heap that prefers nearly full blocks lets others run empty; one that does
 * not, stays as it was, or splits what was whole.
 *
 * Two counts tell the result.  free_2m and free_4m come from the heap's own
 * records: free blocks of order 9, and two for each of order 10; and those of
 * order 10.  taken_4m and taken_2m are what the heap really hands out then,
 * to a program that asks until it is refused: less where a reserve is kept
 * back, more where caches are emptied before a request fails.
 */
#include "pages/churn.h"

#include "common/arguments.h"
#include "common/output.h"
#include "common/random.h"
#include "common/system.h"
#include "pages/held.h"

#include <inttypes.h>

enum {
	ARENA_PAGES = CHURN_ARENA_BYTES >> PAGE_SHIFT,
	FILL_PAGES = ARENA_PAGES / 16 * 15,
	LIVE_PAGES = ARENA_PAGES / 2,
	NR_ROUNDS = 100,
	ROUND_DIVISOR = 10, /* a tenth of the live pages in each round */
	HUGE_ORDER = 9	    /* 2 MiB: the processor's next page size */
};

/* The pages in use: held[0 .. nr - 1]. */
struct pages {
	const struct heap *heap;
	struct held *held;
	uint32_t nr;
	struct random random;
	uint64_t checksum;
};

static void fill_to(struct pages *pages, uint32_t nr)
{
	while (pages->nr < nr)
		pages->held[pages->nr++] =
			held_take(pages->heap, 0, &pages->random);
}

static void thin_to(struct pages *pages, uint32_t nr)
{
	while (pages->nr > nr) {
		uint32_t at = random_below(&pages->random, pages->nr);

		pages->checksum += held_give(pages->heap, 0, pages->held[at]);
		pages->held[at] = pages->held[--pages->nr];
	}
}

/* take_most - how many blocks of an order the heap hands out */
static unsigned take_most(const struct heap *heap, unsigned order)
{
	/* So many fit into the arena if nothing else is in it. */
	static void *block[ARENA_PAGES >> HUGE_ORDER];
	unsigned nr = 0;

	while (nr < (unsigned)ARENA_PAGES >> order &&
	       (block[nr] = heap->alloc(order)))
		nr++;
	for (unsigned i = 0; i < nr; i++)
		heap->free(block[i], order);
	return nr;
}

static void print_large_blocks(const struct heap *heap)
{
	uint64_t free_4m = heap->nr_free(TOP_ORDER);
	uint64_t free_2m = heap->nr_free(HUGE_ORDER) + 2 * free_4m;

	print_line("figure free_2m %" PRIu64, free_2m);
	print_line("figure free_4m %" PRIu64, free_4m);
	print_line("figure taken_4m %u", take_most(heap, TOP_ORDER));
	print_line("figure taken_2m %u", take_most(heap, HUGE_ORDER));
}

void churn(const struct heap *heap, unsigned permille)
{
	uint32_t live = permille_of(LIVE_PAGES, permille);
	uint32_t share = live / ROUND_DIVISOR;
	size_t bytes = FILL_PAGES * sizeof(struct held);
	struct pages pages = { .heap = heap };
	uint64_t ns;

	if (!heap->nr_free)
		cannot("churn: this heap has no arena");
	if (heap->open(CHURN_ARENA_BYTES) != CHURN_ARENA_BYTES)
		stop("churn needs BUDDY_CONF=arena:1G");
	pages.held = table_new(bytes);
	fill_to(&pages, permille_of(FILL_PAGES, permille));
	thin_to(&pages, live);
	ns = now_ns();
	for (unsigned round = 0; round < NR_ROUNDS; round++) {
		thin_to(&pages, live - share);
		fill_to(&pages, live);
	}
	ns = now_ns() - ns;
	print_large_blocks(heap);
	thin_to(&pages, 0);
	table_free(pages.held, bytes);
	if (share)
		print_line("figure ns %.2f", (double)ns / NR_ROUNDS / share);
	print_line("figure seconds %.6f", ns_to_s(ns));
	print_line("checksum %016" PRIx64, pages.checksum);
}
