/* SPDX-License-Identifier: MIT */
/* Sizes above PTRDIFF_MAX, and any huge alignment, give NULL and ENOMEM. */
#include "../expect.h"

static const size_t too_large[] = {
	(size_t)PTRDIFF_MAX + 1,
	(size_t)PTRDIFF_MAX + 4096,
	SIZE_MAX - 65536,
	SIZE_MAX - 4096,
	SIZE_MAX - 4095,
	SIZE_MAX - 16,
	SIZE_MAX - 15,
	SIZE_MAX - 1,
	SIZE_MAX,
};

static void *by_malloc(size_t size)
{
	return malloc(size);
}

static void *by_calloc(size_t size)
{
	return calloc(1, size);
}

static void *by_calloc_count(size_t size)
{
	return calloc(size, 1);
}

static void *by_realloc_null(size_t size)
{
	return realloc(opaque(NULL), size);
}

static void *by_realloc(size_t size)
{
	void *old = malloc(100);
	void *p = realloc(opaque(old), size);
	int error = errno;

	if (!p)
		free(old);
	errno = error;
	return p;
}

static void *by_reallocarray(size_t size)
{
	return reallocarray(opaque(NULL), 1, size);
}

static void *by_memalign(size_t size)
{
	return memalign(64, size);
}

static void *by_aligned_alloc(size_t size)
{
	return aligned_alloc(4096, size);
}

static void *by_posix_memalign(size_t size)
{
	void *p = NULL;
	int error = posix_memalign(&p, 32, size);

	if (error)
		errno = error;
	return p;
}

static void *by_valloc(size_t size)
{
	return valloc(size);
}

static void *by_pvalloc(size_t size)
{
	return pvalloc(size);
}

static void expect_enomem(void *(*allocate)(size_t))
{
	for (size_t i = 0; i < ARRAY_SIZE(too_large); i++) {
		errno = 0;
		EXPECT(allocate(opaque_size(too_large[i])) == NULL);
		EXPECT(errno == ENOMEM);
	}
	/* Below the limit by a byte, but more than any address space has. */
	errno = 0;
	EXPECT(allocate(opaque_size(PTRDIFF_MAX)) == NULL);
	EXPECT(errno == ENOMEM);
}

#define ROW(function)                         \
	static void row_##function(void)      \
	{                                     \
		expect_enomem(by_##function); \
	}

ROW(malloc)
ROW(calloc)
ROW(calloc_count)
ROW(realloc_null)
ROW(realloc)
ROW(reallocarray)
ROW(memalign)
ROW(aligned_alloc)
ROW(posix_memalign)
ROW(valloc)
ROW(pvalloc)

static void huge_alignments(void)
{
	static const size_t sizes[] = { 0, 1, 100, 4096, 1 << 20, PTRDIFF_MAX };

	for (unsigned bit = 48; bit < 64; bit++) {
		size_t alignment = (size_t)1 << bit;

		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
			size_t size = opaque_size(sizes[i]);
			void *p = NULL;

			errno = 0;
			EXPECT(memalign(alignment, size) == NULL);
			EXPECT(errno == ENOMEM);
			errno = 0;
			EXPECT(aligned_alloc(alignment, size) == NULL);
			EXPECT(errno == ENOMEM);
			EXPECT(posix_memalign(&p, alignment, size) == ENOMEM);
			EXPECT(p == NULL);
		}
	}
}

/* Alignment plus size wraps around zero unless each is checked. */
static void alignment_plus_size_wraps(void)
{
	for (unsigned bit = 12; bit < 64; bit++) {
		size_t alignment = (size_t)1 << bit;

		for (size_t less = 0; less < 3; less++) {
			errno = 0;
			EXPECT(memalign(alignment,
					opaque_size(SIZE_MAX - less)) == NULL);
			EXPECT(errno == ENOMEM);
			errno = 0;
			EXPECT(memalign(alignment, opaque_size(0 - alignment +
							       less)) == NULL);
			EXPECT(errno == ENOMEM);
		}
	}
}

/* A heap that has refused an absurd request serves the next one. */
static void goes_on_afterwards(void)
{
	for (int i = 0; i < 1000; i++) {
		char *p;

		EXPECT(malloc(opaque_size(SIZE_MAX)) == NULL);
		EXPECT(malloc(opaque_size((size_t)1 << 50)) == NULL);
		p = malloc(100);
		EXPECT(p != NULL);
		memset(p, 1, 100);
		free(p);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "malloc too large", row_malloc, ROW_COMMON },
		{ "calloc too large", row_calloc, ROW_COMMON },
		{ "calloc count too large", row_calloc_count, ROW_COMMON },
		{ "realloc of NULL too large", row_realloc_null, ROW_COMMON },
		{ "realloc too large", row_realloc, ROW_COMMON },
		{ "reallocarray too large", row_reallocarray, ROW_COMMON },
		{ "memalign too large", row_memalign, ROW_COMMON },
		{ "aligned_alloc too large", row_aligned_alloc, ROW_COMMON },
		{ "posix_memalign too large", row_posix_memalign, ROW_COMMON },
		{ "valloc too large", row_valloc, ROW_COMMON },
		{ "pvalloc too large", row_pvalloc, ROW_COMMON },
		{ "alignments from 2^48 to 2^63", huge_alignments, ROW_COMMON },
		{ "alignment plus size never wraps", alignment_plus_size_wraps,
		  ROW_COMMON },
		{ "malloc serves after a refusal", goes_on_afterwards,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
