/* SPDX-License-Identifier: MIT */
/* memalign takes any alignment, rounding it up to a power of two. */
#include "../expect.h"

static void expect_aligned(size_t alignment, size_t size, size_t aligned_to)
{
	char *p = memalign(opaque_size(alignment), size);

	EXPECT(p != NULL);
	EXPECT(is_aligned(p, aligned_to));
	EXPECT(is_aligned(p, 16));
	EXPECT(malloc_usable_size(p) >= size);
	if (size)
		p[0] = p[size - 1] = 1;
	free(p);
}

static void rounds_up(void)
{
	for (size_t size = 1; size < 10000; size += 333) {
		expect_aligned(3, size, 16);
		expect_aligned(48, size, 64);
		expect_aligned(100, size, 128);
		expect_aligned(4097, size, 8192);
	}
}

static void zero_alignment(void)
{
	expect_aligned(0, 100, 16);
}

static void powers_of_two(void)
{
	static const size_t sizes[] = { 0,    1,     17,      100,    4096,
					5000, 70000, 1 << 20, 5 << 20 };

	for (size_t alignment = 1; alignment <= 64 * MIB; alignment *= 2)
		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
			expect_aligned(alignment, sizes[i], alignment);
}

/* Many live at once: the alignment is no accident of a fresh heap. */
static void many_at_once(void)
{
	for (size_t alignment = 16; alignment <= 64 * KIB; alignment *= 4) {
		void *p[50];

		for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
			p[i] = memalign(alignment, 24 + i);
			EXPECT(p[i] != NULL && is_aligned(p[i], alignment));
			memset(p[i], (int)i, 24 + i);
		}
		for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
			EXPECT(all_bytes_are(p[i], (int)i, 24 + i));
			free(p[i]);
		}
	}
}

static void too_large_alignment(void)
{
	errno = 0;
	EXPECT(memalign(opaque_size(SIZE_MAX), 10) == NULL);
	EXPECT(errno == EINVAL);
	errno = 0;
	EXPECT(memalign(opaque_size(SIZE_MAX / 2 + 2), 10) == NULL);
	EXPECT(errno == EINVAL);
}

int main(void)
{
	static const struct row rows[] = {
		{ "memalign rounds 3, 48, 100 and 4097 up", rounds_up,
		  ROW_COMMON },
		{ "memalign(0, n) allocates", zero_alignment, ROW_COMMON },
		{ "memalign at every power of two", powers_of_two, ROW_COMMON },
		{ "memalign of many live blocks", many_at_once, ROW_COMMON },
		{ "memalign above 2^63: EINVAL", too_large_alignment,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
