/* SPDX-License-Identifier: MIT */
/* Small blocks of every size: had, resized, freed, and had again. */
#include "block.h"

enum { NR = 600, MOST = 34000 };

static struct block blocks[NR];

/* Most are small, and some of each size there is up to a page run. */
static size_t some_size(uint32_t *seed)
{
	uint32_t value = next_random(seed);

	return 1 + (value % 4 ? value / 4 % 700 : value / 4 % MOST);
}

static void have_all(uint32_t seed)
{
	for (size_t i = 0; i < NR; i++) {
		size_t size = some_size(&seed);

		if (blocks[i].at)
			continue;
		if (i % 3 == 0)
			block_alloc_zero(&blocks[i], size);
		else if (i % 16 == 1)
			block_alloc_aligned(&blocks[i], 16u << i % 9, size);
		else
			block_alloc(&blocks[i], size);
	}
}

static void resize_all(uint32_t seed)
{
	for (size_t i = 0; i < NR; i++)
		if (blocks[i].at)
			block_resize(&blocks[i], some_size(&seed));
}

static void free_each(size_t step)
{
	for (size_t i = 0; i < NR; i += step)
		block_free(&blocks[i]);
}

int main(void)
{
	have_all(1);
	resize_all(2);
	free_each(2);
	have_all(3);
	free_each(3);
	malloc_trim(0);
	have_all(4);
	EXPECT(heap_is_sound());
	free_each(1);
	EXPECT(heap_is_sound());
	return 0;
}
