/* SPDX-License-Identifier: MIT */
/* valloc and pvalloc align to the page; pvalloc gives whole pages. */
#include "../expect.h"

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void valloc_aligns(void)
{
	for (size_t size = 1; size < 300000; size = size * 3 + 1) {
		char *p = valloc(size);

		EXPECT(p != NULL && is_aligned(p, page_size()));
		memset(p, 1, size);
		free(p);
	}
}

static void pvalloc_gives_pages(void)
{
	size_t page = page_size();

	for (size_t size = 1; size < 300000; size = size * 3 + 1) {
		size_t whole = (size + page - 1) / page * page;
		char *p = pvalloc(size);

		EXPECT(p != NULL && is_aligned(p, page));
		EXPECT(malloc_usable_size(p) >= whole);
		memset(p, 1, whole);
		free(p);
	}
}

static void pvalloc_overflow(void)
{
	errno = 0;
	EXPECT(pvalloc(opaque_size(SIZE_MAX)) == NULL);
	EXPECT(errno == ENOMEM);
	errno = 0;
	EXPECT(pvalloc(opaque_size(SIZE_MAX - page_size() + 1)) == NULL);
	EXPECT(errno == ENOMEM);
}

int main(void)
{
	static const struct row rows[] = {
		{ "valloc aligns to the page", valloc_aligns, ROW_COMMON },
		{ "pvalloc gives whole pages", pvalloc_gives_pages,
		  ROW_COMMON },
		{ "pvalloc overflow: ENOMEM", pvalloc_overflow, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
