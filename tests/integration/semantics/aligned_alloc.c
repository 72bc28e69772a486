/* SPDX-License-Identifier: MIT */
/* aligned_alloc takes powers of two only, and a size of no special form. */
#include "../expect.h"

static void no_power_of_two(void)
{
	static const size_t bad[] = { 0, 3, 5, 6, 24, 100, 4097, SIZE_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		errno = 0;
		EXPECT(aligned_alloc(opaque_size(bad[i]), 64) == NULL);
		EXPECT(errno == EINVAL);
	}
}

static void size_is_no_multiple(void)
{
	for (size_t alignment = 16; alignment <= 8 * MIB; alignment *= 2) {
		char *p = aligned_alloc(alignment, opaque_size(alignment + 1));

		EXPECT(p != NULL && is_aligned(p, alignment));
		p[0] = p[alignment] = 1;
		free(p);
		p = aligned_alloc(alignment, opaque_size(1));
		EXPECT(p != NULL && is_aligned(p, alignment));
		free(p);
	}
}

static void tiny_alignments(void)
{
	for (size_t alignment = 1; alignment <= 8; alignment *= 2) {
		void *p = aligned_alloc(opaque_size(alignment), 40);

		EXPECT(p != NULL && is_aligned(p, 16));
		memset(p, 1, 40);
		free(p);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "aligned_alloc(0 or 3, n): EINVAL", no_power_of_two,
		  ROW_OURS },
		{ "aligned_alloc takes a size that is no multiple",
		  size_is_no_multiple, ROW_COMMON },
		{ "aligned_alloc accepts 1, 2, 4 and 8", tiny_alignments,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
