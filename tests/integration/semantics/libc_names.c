/* SPDX-License-Identifier: MIT */
/* The __libc_ names lead to the same heap as the plain ones. */
#include "../expect.h"

typedef void *malloc_fn(size_t);
typedef void *calloc_fn(size_t, size_t);
typedef void *realloc_fn(void *, size_t);
typedef void free_fn(void *);
typedef int posix_memalign_fn(void **, size_t, size_t);

static void *need(const char *name)
{
	void *function = find(name);

	if (!function && under_libbuddy())
		expect_failed(__FILE__, __LINE__, name);
	if (!function)
		skip("this C library does not have the function");
	return function;
}

static void check(void *p, size_t size, size_t alignment)
{
	EXPECT(p != NULL);
	EXPECT(is_aligned(p, alignment));
	EXPECT(malloc_usable_size(p) >= size);
	memset(p, 1, size);
}

static void libc_malloc(void)
{
	malloc_fn *allocate = (malloc_fn *)need("__libc_malloc");

	for (size_t size = 0; size < 300000; size = size * 2 + 7) {
		void *p = allocate(size);

		check(p, size, 16);
		free(p);
	}
}

static void libc_free(void)
{
	free_fn *release = (free_fn *)need("__libc_free");
	size_t before = rss_kib();

	for (int i = 0; i < 200000; i++) {
		char *p = malloc(1000);

		memset(p, 1, 1000);
		release(p);
	}
	EXPECT(rss_kib() < before + 32 * 1024);
}

static void libc_calloc(void)
{
	calloc_fn *allocate = (calloc_fn *)need("__libc_calloc");
	void *p = allocate(30, 10);

	EXPECT(all_bytes_are(p, 0, 300));
	check(p, 300, 16);
	free(p);
	EXPECT(allocate(opaque_size(SIZE_MAX), 2) == NULL);
}

static void libc_realloc(void)
{
	realloc_fn *resize = (realloc_fn *)need("__libc_realloc");
	char *p = malloc(100);

	memset(p, 3, 100);
	p = resize(p, 100000);
	EXPECT(all_bytes_are(p, 3, 100));
	check(p, 100000, 16);
	p = realloc(opaque(p), 10);
	free(p);
}

static void libc_memalign(void)
{
	calloc_fn *allocate = (calloc_fn *)need("__libc_memalign");

	for (size_t alignment = 16; alignment <= MIB; alignment *= 2) {
		void *p = allocate(alignment, 100);

		check(p, 100, alignment);
		free(p);
	}
}

static void libc_valloc(void)
{
	malloc_fn *allocate = (malloc_fn *)need("__libc_valloc");
	void *p = allocate(100);

	check(p, 100, 4096);
	free(p);
}

static void libc_pvalloc(void)
{
	malloc_fn *allocate = (malloc_fn *)need("__libc_pvalloc");
	void *p = allocate(100);

	check(p, 4096, 4096);
	free(p);
}

static void libc_posix_memalign(void)
{
	posix_memalign_fn *allocate =
		(posix_memalign_fn *)need("__posix_memalign");
	void *p = NULL;

	EXPECT(allocate(&p, 256, 100) == 0);
	check(p, 100, 256);
	free(p);
	EXPECT(allocate(&p, 3, 100) == EINVAL);
}

int main(void)
{
	static const struct row rows[] = {
		{ "__libc_malloc", libc_malloc, ROW_COMMON },
		{ "__libc_free", libc_free, ROW_COMMON },
		{ "__libc_calloc", libc_calloc, ROW_COMMON },
		{ "__libc_realloc", libc_realloc, ROW_COMMON },
		{ "__libc_memalign", libc_memalign, ROW_COMMON },
		{ "__libc_valloc", libc_valloc, ROW_COMMON },
		{ "__libc_pvalloc", libc_pvalloc, ROW_COMMON },
		{ "__posix_memalign", libc_posix_memalign, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
