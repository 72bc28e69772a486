/* SPDX-License-Identifier: MIT */
/* Runs of pages up to many blocks: they grow, move, shrink and are purged. */
#include "block.h"

static const size_t sizes[] = {
	36 * KIB, 100 * KIB, 300 * KIB, MIB + 1, 3 * MIB,  4 * MIB,
	5 * MIB,  40 * KIB,  600 * KIB, 9 * MIB, 50 * KIB,
};
enum { NR = ARRAY_SIZE(sizes) };

static struct block blocks[NR];

static void have_all(bool zeroed)
{
	for (size_t i = 0; i < NR; i++) {
		if (blocks[i].at)
			continue;
		if (zeroed)
			block_alloc_zero(&blocks[i], sizes[i]);
		else
			block_alloc(&blocks[i], sizes[i]);
	}
}

/* Each has the next one behind it, so most have to move. */
static void resize_all(size_t times, size_t share)
{
	for (size_t i = 0; i < NR; i++)
		if (blocks[i].at)
			block_resize(&blocks[i], sizes[i] * times / share);
}

static void free_each(size_t step)
{
	for (size_t i = 0; i < NR; i += step)
		block_free(&blocks[i]);
}

int main(void)
{
	struct block aligned, untouched;

	have_all(false);
	resize_all(5, 2);
	free_each(2);
	malloc_trim(0);
	have_all(true);
	resize_all(1, 3);
	block_alloc_aligned(&aligned, 8 * MIB, 3 * MIB);
	/* So much is not cleared by hand. */
	block_alloc_zero(&untouched, 34 * MIB);
	EXPECT(heap_is_sound());
	block_free(&untouched);
	block_free(&aligned);
	free_each(1);
	malloc_trim(0);
	EXPECT(heap_is_sound());
	return 0;
}
