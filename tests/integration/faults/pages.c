/* SPDX-License-Identifier: MIT */
/* Pages by order and by bytes, from each zone. */
#include "block.h"
#include <buddy/buddy.h>

enum { NR = 33 };

static struct block blocks[NR];

static void *need(const char *name)
{
	void *function = find(name);

	EXPECT(function != NULL);
	return function;
}

static unsigned flags_of(unsigned i)
{
	static const unsigned flags[] = { 0, BUDDY_DMA, BUDDY_DMA32,
					  BUDDY_ZERO };

	return flags[i % ARRAY_SIZE(flags)];
}

static size_t bytes_of(unsigned i)
{
	return (i + 1) * (i + 1) * 4000;
}

static void by_order(void)
{
	__typeof__(buddy_alloc_pages) *alloc = need("buddy_alloc_pages");
	__typeof__(buddy_free_pages) *give_back = need("buddy_free_pages");

	for (unsigned i = 0; i < NR; i++) {
		errno = 0;
		block_take(&blocks[i], alloc(flags_of(i), i % 11),
			   (size_t)4096 << i % 11);
	}
	for (unsigned i = 0; i < NR; i++) {
		block_check(&blocks[i]);
		give_back(blocks[i].at, i % 11);
	}
}

static void by_bytes(void)
{
	__typeof__(buddy_alloc_pages_exact) *alloc =
		need("buddy_alloc_pages_exact");
	__typeof__(buddy_free_pages_exact) *give_back =
		need("buddy_free_pages_exact");

	for (unsigned i = 0; i < NR; i++) {
		errno = 0;
		block_take(&blocks[i], alloc(flags_of(i), bytes_of(i)),
			   bytes_of(i));
	}
	for (unsigned i = 0; i < NR; i++) {
		block_check(&blocks[i]);
		give_back(blocks[i].at, bytes_of(i));
	}
}

int main(void)
{
	__typeof__(buddy_trim) *trim;

	if (!under_libbuddy())
		skip("only libbuddy has pages");
	trim = need("buddy_trim");

	by_order();
	trim(0);
	EXPECT(heap_is_sound());
	by_bytes();
	by_order();
	trim(0);
	EXPECT(heap_is_sound());
	return 0;
}
