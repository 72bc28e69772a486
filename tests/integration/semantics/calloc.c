/* SPDX-License-Identifier: MIT */
/* calloc notices overflow, and its memory is zero however dirty the heap. */
#include "../expect.h"

static const size_t sizes[] = {
	1,	 8,	  16,	   40,	    128,      500,	1024,	3000,
	4096,	 8192,	  20000,   32768,   65536,    70000,	131072, 300000,
	1 << 20, 3 << 20, 4 << 20, 5 << 20, 12 << 20, 33 << 20,
};

static void overflow(void)
{
	static const size_t factor[][2] = {
		{ SIZE_MAX, 2 },
		{ 2, SIZE_MAX },
		{ SIZE_MAX / 2 + 1, 2 },
		{ SIZE_MAX / 16 + 1, 16 },
		{ (size_t)1 << 32, (size_t)1 << 32 },
		{ ((size_t)1 << 32) + 1, ((size_t)1 << 32) - 1 },
		{ 1, (size_t)PTRDIFF_MAX + 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(factor); i++) {
		errno = 0;
		EXPECT(calloc(opaque_size(factor[i][0]),
			      opaque_size(factor[i][1])) == NULL);
		EXPECT(errno == ENOMEM);
	}
}

static void zeroed(size_t size)
{
	unsigned char *p = calloc(1, size);

	EXPECT(p != NULL);
	EXPECT(is_aligned(p, 16));
	EXPECT(all_bytes_are(p, 0, size));
	memset(p, 0xff, malloc_usable_size(p));
	free(p);
}

static void zero_when_fresh(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		zeroed(sizes[i]);
}

static void zero_after_dirty_frees(void)
{
	enum { NR = 64 };
	void *p[NR];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t nr = sizes[i] > MIB ? 4 : NR;

		for (size_t k = 0; k < nr; k++) {
			p[k] = malloc(sizes[i]);
			memset(p[k], 0xa5, malloc_usable_size(p[k]));
		}
		for (size_t k = 0; k < nr; k++)
			free(p[k]);
		for (size_t k = 0; k < nr; k++) {
			p[k] = calloc(k % 2 ? sizes[i] : 1,
				      k % 2 ? 1 : sizes[i]);
			EXPECT(all_bytes_are(p[k], 0, sizes[i]));
			memset(p[k], 0x5a, malloc_usable_size(p[k]));
		}
		for (size_t k = 0; k < nr; k++)
			free(p[k]);
	}
}

/* Free pages of one size come back as blocks of another. */
static void zero_across_sizes(void)
{
	enum { NR = 400 };
	unsigned char *p[NR] = { NULL };
	uint32_t seed = 99;

	for (int round = 0; round < 20000; round++) {
		int i = (int)(next_random(&seed) % NR);
		size_t size = 1 + (next_random(&seed) >>
				   (12 + next_random(&seed) % 20)) %
					  400000;

		free(p[i]);
		p[i] = round % 2 ? calloc(1, size) : malloc(size);
		EXPECT(p[i] != NULL);
		if (round % 2)
			EXPECT(all_bytes_are(p[i], 0, size));
		memset(p[i], 0xee, malloc_usable_size(p[i]));
	}
	for (int i = 0; i < NR; i++)
		free(p[i]);
}

/* A trimmed page is zero, and one that was not trimmed must be cleared. */
static void zero_after_trim(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = malloc(sizes[i]);

		memset(p, 0xa5, malloc_usable_size(p));
		free(p);
		if (i % 2)
			malloc_trim(0);
		zeroed(sizes[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		zeroed(sizes[i]);
}

/* The tail that realloc gives back is dirty. */
static void zero_after_shrink(void)
{
	for (int round = 0; round < 50; round++) {
		char *p = malloc(2 * MIB);

		memset(p, 0xa5, 2 * MIB);
		p = realloc(opaque(p), 100 * KIB);
		zeroed(1900 * KIB);
		zeroed(64 * KIB);
		free(p);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "calloc overflow: ENOMEM", overflow, ROW_COMMON },
		{ "calloc is zero when fresh", zero_when_fresh, ROW_COMMON },
		{ "calloc is zero after dirty frees", zero_after_dirty_frees,
		  ROW_COMMON },
		{ "calloc is zero across sizes", zero_across_sizes,
		  ROW_COMMON },
		{ "calloc is zero after malloc_trim", zero_after_trim,
		  ROW_COMMON },
		{ "calloc is zero after a shrinking realloc", zero_after_shrink,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
