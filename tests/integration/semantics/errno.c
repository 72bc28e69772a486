/* SPDX-License-Identifier: MIT */
/* free, and every allocation that succeeds, leave errno as it was. */
#include "../expect.h"

enum { MARK = 4711 };

static const size_t sizes[] = { 0,     1,      100,	4096,	 40000,
				65536, 200000, 1 << 20, 8 << 20, 200 << 20 };

static void free_keeps(void)
{
	enum { NR = 300 };
	void *p[NR];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t nr = sizes[i] > MIB ? 3 : NR;

		for (size_t k = 0; k < nr; k++)
			p[k] = malloc(sizes[i]);
		for (size_t k = 0; k < nr; k++) {
			errno = MARK;
			free(p[k]);
			EXPECT(errno == MARK);
		}
	}
	errno = MARK;
	free(opaque(NULL));
	EXPECT(errno == MARK);
	errno = 0;
	free(malloc(10));
	EXPECT(errno == 0);
}

static void malloc_keeps(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (int k = 0; k < 200; k++) {
			void *p;

			errno = MARK;
			p = malloc(sizes[i]);
			EXPECT(errno == MARK);
			free(p);
		}
}

static void others_keep(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes) - 1; i++) {
		void *p, *q;

		errno = MARK;
		p = calloc(1, sizes[i]);
		EXPECT(errno == MARK);
		p = realloc(opaque(p), sizes[i] * 2 + 1);
		EXPECT(errno == MARK);
		p = realloc(opaque(p), sizes[i] / 2 + 1);
		EXPECT(errno == MARK);
		q = memalign(4096, sizes[i]);
		EXPECT(errno == MARK);
		malloc_usable_size(q);
		EXPECT(errno == MARK);
		free(p);
		free(q);
		EXPECT(errno == MARK);
	}
}

static void trim_keeps(void)
{
	errno = MARK;
	malloc_trim(0);
	EXPECT(errno == MARK);
}

int main(void)
{
	static const struct row rows[] = {
		{ "free keeps errno", free_keeps, ROW_COMMON },
		{ "malloc that succeeds keeps errno", malloc_keeps,
		  ROW_COMMON },
		{ "calloc, realloc and memalign keep errno", others_keep,
		  ROW_COMMON },
		{ "malloc_trim keeps errno", trim_keeps, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
