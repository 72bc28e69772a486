/* SPDX-License-Identifier: MIT */
/* realloc of foreign memory returns NULL and ENOMEM and leaves it alone. */
#include "address.h"

static char *mapped;

static char *foreign_block(void)
{
	mapped = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT(mapped != MAP_FAILED);
	memset(mapped, 9, 65536);
	return mapped + 1024;
}

static void refuse(size_t size)
{
	void *p = opaque(foreign_block());

	errno = 0;
	EXPECT(realloc(p, opaque_size(size)) == NULL);
	EXPECT(errno == ENOMEM);
	EXPECT(all_bytes_are(mapped, 9, 65536));
}

static void to_smaller(void)
{
	refuse(10);
}

static void to_larger(void)
{
	refuse(100000);
}

static void by_reallocarray(void)
{
	void *p = opaque(foreign_block());

	errno = 0;
	EXPECT(reallocarray(p, 10, 10) == NULL);
	EXPECT(errno == ENOMEM);
	EXPECT(all_bytes_are(mapped, 9, 65536));
}

static void usable_size(void)
{
	EXPECT(malloc_usable_size(opaque(foreign_block())) == 0);
}

/* A heap that has seen foreign pointers goes on. */
static void heap_goes_on(void)
{
	for (int i = 0; i < 1000; i++) {
		void *p;

		free(opaque(foreign_block()));
		munmap(mapped, 65536);
		p = malloc(100);
		EXPECT(p != NULL);
		memset(p, 1, 100);
		free(p);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "realloc(foreign, smaller): NULL, ENOMEM", to_smaller,
		  ROW_OURS },
		{ "realloc(foreign, larger): NULL, ENOMEM", to_larger,
		  ROW_OURS },
		{ "reallocarray(foreign): NULL, ENOMEM", by_reallocarray,
		  ROW_OURS },
		{ "malloc_usable_size(foreign) is 0", usable_size, ROW_OURS },
		{ "malloc goes on after foreign frees", heap_goes_on,
		  ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
