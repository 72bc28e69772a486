/* SPDX-License-Identifier: MIT */
/* realloc keeps the data, whatever way the block grows or shrinks. */
#include "../expect.h"

static const size_t sizes[] = {
	1,	 16,	  24,	   100,	    1000,    4000,     4096,	 8000,
	12288,	 32768,	  50000,   65536,   71680,   131072,   262144,	 999999,
	1 << 20, 1 << 21, 4194304, 4194305, 6 << 20, 17 << 20, 40 << 20,
};

static void stamp(unsigned char *p, size_t size)
{
	uint32_t seed = (uint32_t)size * 2654435761u | 1;

	for (size_t i = 0; i < size; i++)
		p[i] = (unsigned char)next_random(&seed);
}

static bool is_stamped(const unsigned char *p, size_t size, size_t checked)
{
	uint32_t seed = (uint32_t)size * 2654435761u | 1;

	for (size_t i = 0; i < checked; i++)
		if (p[i] != (unsigned char)next_random(&seed))
			return false;
	return true;
}

static void resize(size_t from, size_t to)
{
	unsigned char *p = malloc(from);
	unsigned char *q;

	EXPECT(p != NULL);
	stamp(p, from);
	q = realloc(opaque(p), to);
	EXPECT(q != NULL);
	EXPECT(is_aligned(q, 16));
	EXPECT(malloc_usable_size(q) >= to);
	EXPECT(is_stamped(q, from, from < to ? from : to));
	memset(q, 0x5a, to);
	free(q);
}

static void every_pair(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sizes); j++)
			resize(sizes[i], sizes[j]);
}

static void grows_step_by_step(void)
{
	size_t size = 1;
	unsigned char *p = malloc(size);

	p[0] = 1;
	while (size < 64 * MIB) {
		size_t larger = size + size / 3 + 1;

		p = realloc(opaque(p), larger);
		EXPECT(p != NULL);
		EXPECT(p[0] == 1 && p[size - 1] == (size == 1 ? 1 : 2));
		p[larger - 1] = 2;
		size = larger;
	}
	free(p);
}

static void shrinks_step_by_step(void)
{
	size_t size = 64 * MIB;
	unsigned char *p = malloc(size);

	for (size_t i = 0; i < size; i++)
		p[i] = (unsigned char)(i * 31 >> 3);
	while (size > 1) {
		size = size * 3 / 4;
		p = realloc(opaque(p), size);
		EXPECT(p != NULL);
		EXPECT(p[0] == 0);
		EXPECT(p[size - 1] == (unsigned char)((size - 1) * 31 >> 3));
		EXPECT(p[size / 2] == (unsigned char)(size / 2 * 31 >> 3));
	}
	free(p);
}

static void null_allocates(void)
{
	char *p = realloc(opaque(NULL), 100);

	EXPECT(p != NULL);
	memset(p, 1, 100);
	free(p);
}

static void failure_keeps_the_data(void)
{
	static const size_t small[] = { 10, 5000, 100 * KIB, 9 * MIB };

	for (size_t i = 0; i < ARRAY_SIZE(small); i++) {
		unsigned char *p = malloc(small[i]);

		stamp(p, small[i]);
		errno = 0;
		EXPECT(realloc(opaque(p), opaque_size(PTRDIFF_MAX)) == NULL);
		EXPECT(errno == ENOMEM);
		errno = 0;
		EXPECT(realloc(opaque(p), opaque_size(SIZE_MAX)) == NULL);
		EXPECT(errno == ENOMEM);
		EXPECT(is_stamped(p, small[i], small[i]));
		EXPECT(malloc_usable_size(p) >= small[i]);
		memset(p, 1, small[i]);
		free(p);
	}
}

static void aligned_block_can_be_resized(void)
{
	for (size_t alignment = 16; alignment <= 8 * MIB; alignment *= 2) {
		unsigned char *p = memalign(alignment, 3000);

		EXPECT(p != NULL && is_aligned(p, alignment));
		stamp(p, 3000);
		p = realloc(opaque(p), 300000);
		EXPECT(p != NULL && is_stamped(p, 3000, 3000));
		p = realloc(opaque(p), 50);
		EXPECT(p != NULL && is_stamped(p, 3000, 50));
		free(p);
	}
}

/* Neighbours of a growing block, and of a shrinking one, stay as they are. */
static void neighbours_are_left_alone(void)
{
	enum { NR = 200 };
	unsigned char *p[NR];
	size_t size[NR];
	uint32_t seed = 12345;

	for (int i = 0; i < NR; i++) {
		size[i] = 1 + next_random(&seed) % 100000;
		p[i] = malloc(size[i]);
		memset(p[i], i, size[i]);
	}
	for (int round = 0; round < 3000; round++) {
		int i = (int)(next_random(&seed) % NR);
		size_t to = 1 + next_random(&seed) % 300000;
		size_t kept = to < size[i] ? to : size[i];

		p[i] = realloc(opaque(p[i]), to);
		EXPECT(all_bytes_are(p[i], i, kept));
		memset(p[i], i, to);
		size[i] = to;
	}
	for (int i = 0; i < NR; i++) {
		EXPECT(all_bytes_are(p[i], i, size[i]));
		free(p[i]);
	}
	EXPECT(heap_is_sound());
}

int main(void)
{
	static const struct row rows[] = {
		{ "realloc keeps data for every pair of sizes", every_pair,
		  ROW_COMMON },
		{ "realloc grows step by step", grows_step_by_step,
		  ROW_COMMON },
		{ "realloc shrinks step by step", shrinks_step_by_step,
		  ROW_COMMON },
		{ "realloc of NULL allocates", null_allocates, ROW_COMMON },
		{ "failed realloc keeps the data", failure_keeps_the_data,
		  ROW_COMMON },
		{ "realloc of an aligned block", aligned_block_can_be_resized,
		  ROW_COMMON },
		{ "realloc leaves the neighbours alone",
		  neighbours_are_left_alone, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
