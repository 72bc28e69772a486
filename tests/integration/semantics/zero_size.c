/* SPDX-License-Identifier: MIT */
/* A request for zero bytes gives a unique, aligned pointer that free takes. */
#include "../expect.h"

static void *zero_malloc(void)
{
	return malloc(opaque_size(0));
}

static void *zero_calloc_size(void)
{
	return calloc(7, opaque_size(0));
}

static void *zero_calloc_count(void)
{
	return calloc(opaque_size(0), opaque_size(SIZE_MAX));
}

static void *zero_realloc(void)
{
	return realloc(opaque(NULL), opaque_size(0));
}

static void *zero_reallocarray(void)
{
	return reallocarray(opaque(NULL), opaque_size(0), 8);
}

static void *zero_memalign(void)
{
	return memalign(64, opaque_size(0));
}

static void *zero_aligned_alloc(void)
{
	return aligned_alloc(32, opaque_size(0));
}

static void *zero_posix_memalign(void)
{
	void *p = NULL;

	EXPECT(posix_memalign(&p, 128, opaque_size(0)) == 0);
	return p;
}

static void *zero_valloc(void)
{
	return valloc(opaque_size(0));
}

static void *zero_pvalloc(void)
{
	return pvalloc(opaque_size(0));
}

static void expect_unique(void *(*allocate)(void))
{
	void *p[100];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = allocate();
		EXPECT(p[i] != NULL);
		EXPECT(is_aligned(p[i], 16));
		for (size_t j = 0; j < i; j++)
			EXPECT(p[i] != p[j]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
}

#define ROW(function)                           \
	static void row_##function(void)        \
	{                                       \
		expect_unique(zero_##function); \
	}

ROW(malloc)
ROW(calloc_size)
ROW(calloc_count)
ROW(realloc)
ROW(reallocarray)
ROW(memalign)
ROW(aligned_alloc)
ROW(posix_memalign)
ROW(valloc)
ROW(pvalloc)

int main(void)
{
	static const struct row rows[] = {
		{ "malloc(0) is unique", row_malloc, ROW_COMMON },
		{ "calloc(n, 0) is unique", row_calloc_size, ROW_COMMON },
		{ "calloc(0, n) is unique", row_calloc_count, ROW_COMMON },
		{ "realloc(NULL, 0) is unique", row_realloc, ROW_COMMON },
		{ "reallocarray(NULL, 0, n) is unique", row_reallocarray,
		  ROW_COMMON },
		{ "memalign(64, 0) is unique", row_memalign, ROW_COMMON },
		{ "aligned_alloc(32, 0) is unique", row_aligned_alloc,
		  ROW_COMMON },
		{ "posix_memalign(128, 0) is unique", row_posix_memalign,
		  ROW_COMMON },
		{ "valloc(0) is unique", row_valloc, ROW_COMMON },
		{ "pvalloc(0) is unique", row_pvalloc, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
