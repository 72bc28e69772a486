/* SPDX-License-Identifier: MIT */
/* malloc_usable_size is the request at least, stable, and all writable. */
#include "../expect.h"

static void of_null(void)
{
	EXPECT(malloc_usable_size(opaque(NULL)) == 0);
}

static void at_least_the_request(void)
{
	for (size_t size = 0; size < 20 * MIB; size += 1 + size / 50) {
		unsigned char *p = malloc(size);
		size_t usable = malloc_usable_size(p);

		EXPECT(usable >= size);
		memset(p, 0xa5, usable);
		EXPECT(malloc_usable_size(p) == usable);
		EXPECT(all_bytes_are(p, 0xa5, usable < 4096 ? usable : 4096));
		free(p);
	}
}

static void of_every_function(void)
{
	void *p[6];

	p[0] = calloc(10, 33);
	p[1] = memalign(1024, 330);
	p[2] = aligned_alloc(4096, 330);
	p[3] = valloc(330);
	p[4] = pvalloc(330);
	EXPECT(posix_memalign(&p[5], 64, 330) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		EXPECT(malloc_usable_size(p[i]) >= 330);
		memset(p[i], 1, malloc_usable_size(p[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
}

/* A program may ask for the usable size and then for exactly that much. */
static void realloc_to_usable_stays(void)
{
	for (size_t size = 1; size < 200000; size += 1 + size / 20) {
		char *p = malloc(size);
		size_t usable = malloc_usable_size(p);
		char *q = realloc(opaque(p), usable);

		EXPECT(q == p);
		EXPECT(malloc_usable_size(q) == usable);
		free(q);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "malloc_usable_size(NULL) is 0", of_null, ROW_COMMON },
		{ "usable size holds the request and is writable",
		  at_least_the_request, ROW_COMMON },
		{ "usable size of every function's blocks", of_every_function,
		  ROW_COMMON },
		{ "realloc to the usable size stays in place",
		  realloc_to_usable_stays, ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
