/* SPDX-License-Identifier: MIT */
/* Every pointer is 16-byte aligned, for two bytes as for two million. */
#include "../expect.h"

static void check(void *p, size_t size)
{
	EXPECT(p != NULL);
	EXPECT(is_aligned(p, 16));
	EXPECT(malloc_usable_size(p) >= size);
	memset(p, 0x11, size);
}

static void sizes_to_4096(void)
{
	static void *p[4097];

	for (size_t size = 0; size < ARRAY_SIZE(p); size++) {
		p[size] = malloc(size);
		check(p[size], size);
	}
	for (size_t size = 0; size < ARRAY_SIZE(p); size++) {
		p[size] = realloc(opaque(p[size]), size + 1);
		check(p[size], size + 1);
	}
	for (size_t size = 0; size < ARRAY_SIZE(p); size++)
		free(p[size]);
}

static void calloc_to_4096(void)
{
	for (size_t size = 0; size <= 4096; size++) {
		void *p = calloc(1, size);

		check(p, size);
		free(p);
	}
}

static void around_powers_of_two(void)
{
	for (size_t power = 16; power <= 64 * MIB; power *= 2)
		for (size_t size = power - 9; size <= power + 9; size++) {
			void *p = malloc(size);

			EXPECT(p != NULL && is_aligned(p, 16));
			EXPECT(malloc_usable_size(p) >= size);
			((char *)p)[0] = ((char *)p)[size - 1] = 1;
			free(p);
		}
}

/* Each of many live blocks is its owner's alone, up to its usable size. */
static void blocks_do_not_overlap(void)
{
	enum { NR = 20000 };
	static unsigned char *p[NR];
	static size_t usable[NR];
	uint32_t seed = 7;

	for (int i = 0; i < NR; i++) {
		size_t size = next_random(&seed) % 700;

		if (i % 200 == 0)
			size *= 300;
		p[i] = malloc(size);
		usable[i] = malloc_usable_size(p[i]);
		EXPECT(usable[i] >= size);
		memset(p[i], i % 251, usable[i]);
	}
	for (int i = 0; i < NR; i++) {
		EXPECT(all_bytes_are(p[i], i % 251, usable[i]));
		EXPECT(malloc_usable_size(p[i]) == usable[i]);
	}
	EXPECT(heap_is_sound());
	for (int i = 0; i < NR; i++)
		free(p[i]);
	EXPECT(heap_is_sound());
}

int main(void)
{
	static const struct row rows[] = {
		{ "malloc and realloc align to 16", sizes_to_4096, ROW_COMMON },
		{ "calloc aligns to 16", calloc_to_4096, ROW_COMMON },
		{ "alignment around powers of two", around_powers_of_two,
		  ROW_COMMON },
		{ "blocks do not overlap", blocks_do_not_overlap, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
