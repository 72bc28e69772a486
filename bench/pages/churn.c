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
#include "churn.h"

#include "held.h"
#include "kernels/random.h"
#include "system.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	ARENA_PAGES = CHURN_ARENA_BYTES >> PAGE_SHIFT,
	FILL_PAGES = ARENA_PAGES / 16 * 15,
	LIVE_PAGES = ARENA_PAGES / 2,
	ROUNDS = 100,
	ROUND_SHARE = 10, /* a tenth of the live pages in each round */
	HUGE_ORDER = 9,	  /* 2 MiB: the processor's next page size */
	FULL = 1000,
	NOT_APPLICABLE = 77 /* what a test that was skipped exits with */
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

static void report(const struct heap *heap)
{
	uint64_t free_4m = heap->nr_free(TOP_ORDER);
	uint64_t free_2m = heap->nr_free(HUGE_ORDER) + 2 * free_4m;

	printf("figure free_2m %" PRIu64 "\n", free_2m);
	printf("figure free_4m %" PRIu64 "\n", free_4m);
	printf("figure taken_4m %u\n", take_most(heap, TOP_ORDER));
	printf("figure taken_2m %u\n", take_most(heap, HUGE_ORDER));
}

int churn(const struct heap *heap, unsigned permille)
{
	uint32_t live = (uint32_t)LIVE_PAGES * permille / FULL;
	uint32_t share = live / ROUND_SHARE;
	size_t bytes = FILL_PAGES * sizeof(struct held);
	struct pages pages = { .heap = heap };
	uint64_t ns;

	if (!heap->nr_free) {
		fprintf(stderr, "pages: churn: this heap has no arena\n");
		return NOT_APPLICABLE;
	}
	if (heap->open(CHURN_ARENA_BYTES) != CHURN_ARENA_BYTES)
		stop("churn needs BUDDY_CONF=arena:1G");
	pages.held = table_new(bytes);
	fill_to(&pages, (uint32_t)((uint64_t)FILL_PAGES * permille / FULL));
	thin_to(&pages, live);
	ns = now_ns();
	for (unsigned round = 0; round < ROUNDS; round++) {
		thin_to(&pages, live - share);
		fill_to(&pages, live);
	}
	ns = now_ns() - ns;
	report(heap);
	thin_to(&pages, 0);
	table_free(pages.held, bytes);
	if (share)
		printf("figure ns %.2f\n", (double)ns / ROUNDS / share);
	printf("figure seconds %.6f\n", (double)ns / 1e9);
	printf("checksum %016" PRIx64 "\n", pages.checksum);
	return 0;
}
