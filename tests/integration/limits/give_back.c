/* SPDX-License-Identifier: MIT */
/* What a program frees in bulk goes back to the system, without being told. */
#include "../expect.h"
#include <pthread.h>

static void bulk(size_t size, size_t total)
{
	size_t nr = total / size;
	char **p = mmap(NULL, nr * sizeof(*p), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before = rss_kib();

	EXPECT(p != MAP_FAILED);
	for (size_t i = 0; i < nr; i++) {
		p[i] = malloc(size);
		memset(p[i], 1, size);
	}
	EXPECT(rss_kib() > before + total / KIB * 9 / 10);
	for (size_t i = 0; i < nr; i++)
		free(p[i]);
	EXPECT(rss_kib() < before + total / KIB / 4);
}

static void small(void)
{
	bulk(100, 200 * MIB);
}

static void medium(void)
{
	bulk(3000, 200 * MIB);
}

static void runs(void)
{
	bulk(150 * KIB, 200 * MIB);
}

static void huge(void)
{
	bulk(20 * MIB, 200 * MIB);
}

static void shrinking_realloc(void)
{
	size_t before = rss_kib();
	char *p = malloc(200 * MIB);

	memset(p, 1, 200 * MIB);
	p = realloc(opaque(p), 1000);
	EXPECT(rss_kib() < before + 50 * KIB);
	free(p);
}

int main(void)
{
	static const struct row rows[] = {
		{ "RSS falls after freeing 200 MB of 100 bytes", small,
		  ROW_OURS },
		{ "RSS falls after freeing 200 MB of 3000 bytes", medium,
		  ROW_OURS },
		{ "RSS falls after freeing 200 MB of runs", runs, ROW_OURS },
		{ "RSS falls after freeing 200 MB of huge blocks", huge,
		  ROW_COMMON },
		{ "RSS falls after a shrinking realloc", shrinking_realloc,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
