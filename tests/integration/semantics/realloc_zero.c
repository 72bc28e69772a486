/* SPDX-License-Identifier: MIT */
/* realloc and reallocarray to zero bytes free, return NULL and keep errno. */
#include "../expect.h"

static const size_t sizes[] = { 1, 100, 5000, 100 * 1024, 8 << 20 };

static void realloc_zero(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = malloc(sizes[i]);

		errno = 4711;
		EXPECT(realloc(opaque(p), opaque_size(0)) == NULL);
		EXPECT(errno == 4711);
	}
}

static void reallocarray_zero(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = malloc(sizes[i]);

		errno = 4711;
		EXPECT(reallocarray(opaque(p), opaque_size(0), 9) == NULL);
		EXPECT(errno == 4711);
		p = malloc(sizes[i]);
		EXPECT(reallocarray(opaque(p), 9, opaque_size(0)) == NULL);
		EXPECT(errno == 4711);
	}
}

/* Were the blocks kept, this would need 200 MB. */
static void realloc_zero_frees(void)
{
	size_t before = rss_kib();

	for (int i = 0; i < 200000; i++) {
		char *p = malloc(1000);

		memset(p, 1, 1000);
		EXPECT(realloc(opaque(p), opaque_size(0)) == NULL);
	}
	EXPECT(rss_kib() < before + 32 * 1024);
}

int main(void)
{
	static const struct row rows[] = {
		{ "realloc(p, 0) is NULL, errno kept", realloc_zero,
		  ROW_COMMON },
		{ "reallocarray(p, 0, n) is NULL, errno kept",
		  reallocarray_zero, ROW_COMMON },
		{ "realloc(p, 0) frees", realloc_zero_frees, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
