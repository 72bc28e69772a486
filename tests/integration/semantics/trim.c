/* SPDX-License-Identifier: MIT */
/* malloc_trim gives memory back and says so; the program break never moves. */
#include "../expect.h"

static void returns_0_or_1(void)
{
	int result = malloc_trim(0);

	EXPECT(result == 0 || result == 1);
	result = malloc_trim(1 << 20);
	EXPECT(result == 0 || result == 1);
}

static void rss_falls(void)
{
	enum { NR = 100000 };
	static char *p[NR];
	size_t before, peak, after;

	before = rss_kib();
	for (int i = 0; i < NR; i++) {
		p[i] = malloc(1000);
		memset(p[i], 1, 1000);
	}
	peak = rss_kib();
	for (int i = 0; i < NR; i++)
		free(p[i]);
	malloc_trim(0);
	after = rss_kib();
	EXPECT(peak > before + 80 * 1024);
	EXPECT(after < before + 8 * 1024);
}

static void rss_falls_for_runs(void)
{
	enum { NR = 500 };
	static char *p[NR];
	size_t before = rss_kib();

	for (int i = 0; i < NR; i++) {
		p[i] = malloc(200 * KIB);
		memset(p[i], 1, 200 * KIB);
	}
	EXPECT(rss_kib() > before + 80 * 1024);
	for (int i = 0; i < NR; i++)
		free(p[i]);
	malloc_trim(0);
	EXPECT(rss_kib() < before + 8 * 1024);
}

/* Blocks that live keep their data while their neighbours are trimmed. */
static void live_blocks_survive(void)
{
	enum { NR = 20000 };
	static unsigned char *p[NR];

	for (int i = 0; i < NR; i++) {
		p[i] = malloc(700);
		memset(p[i], i % 251, 700);
	}
	for (int i = 0; i < NR; i++)
		if (i % 16)
			free(p[i]);
	malloc_trim(0);
	for (int i = 0; i < NR; i += 16) {
		EXPECT(all_bytes_are(p[i], i % 251, 700));
		free(p[i]);
	}
}

static void sbrk_stays(void)
{
	void *before = sbrk(0);

	for (size_t size = 1; size < 100 * MIB; size = size * 2 + 1) {
		char *p = malloc(size);

		memset(p, 1, size);
		free(p);
	}
	EXPECT(sbrk(0) == before);
}

int main(void)
{
	static const struct row rows[] = {
		{ "malloc_trim returns 0 or 1", returns_0_or_1, ROW_COMMON },
		{ "RSS falls after small frees and malloc_trim", rss_falls,
		  ROW_COMMON },
		{ "RSS falls after large frees and malloc_trim",
		  rss_falls_for_runs, ROW_COMMON },
		{ "malloc_trim keeps live blocks", live_blocks_survive,
		  ROW_COMMON },
		{ "the program break never moves", sbrk_stays, ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
