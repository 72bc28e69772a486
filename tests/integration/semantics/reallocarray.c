/* SPDX-License-Identifier: MIT */
/* reallocarray multiplies, notices overflow and then keeps the old block. */
#include "../expect.h"

static void multiplies(void)
{
	char *p = reallocarray(opaque(NULL), 10, 30);

	EXPECT(p != NULL && malloc_usable_size(p) >= 300);
	memset(p, 7, 300);
	p = reallocarray(opaque(p), 1000, 300);
	EXPECT(p != NULL && malloc_usable_size(p) >= 300000);
	EXPECT(all_bytes_are(p, 7, 300));
	free(p);
}

static void overflow_keeps_the_block(void)
{
	static const size_t factor[][2] = {
		{ SIZE_MAX, 2 },
		{ 2, SIZE_MAX },
		{ SIZE_MAX / 2 + 1, 2 },
		{ (size_t)1 << 32, (size_t)1 << 32 },
		{ ((size_t)1 << 32) + 1, ((size_t)1 << 32) - 1 },
	};
	char *p = malloc(100);

	memset(p, 7, 100);
	for (size_t i = 0; i < ARRAY_SIZE(factor); i++) {
		errno = 0;
		EXPECT(reallocarray(opaque(p), opaque_size(factor[i][0]),
				    opaque_size(factor[i][1])) == NULL);
		EXPECT(errno == ENOMEM);
		EXPECT(all_bytes_are(p, 7, 100));
	}
	free(p);
}

static void overflow_of_null(void)
{
	errno = 0;
	EXPECT(reallocarray(opaque(NULL), opaque_size(SIZE_MAX / 3), 4) ==
	       NULL);
	EXPECT(errno == ENOMEM);
}

int main(void)
{
	static const struct row rows[] = {
		{ "reallocarray multiplies", multiplies, ROW_COMMON },
		{ "reallocarray overflow: ENOMEM, block kept",
		  overflow_keeps_the_block, ROW_COMMON },
		{ "reallocarray overflow of NULL", overflow_of_null,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
