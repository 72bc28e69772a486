/* SPDX-License-Identifier: MIT */
/* free_sized, free_aligned_sized and cfree free what they are given. */
#include "../expect.h"

typedef void free_sized_fn(void *, size_t);
typedef void free_aligned_sized_fn(void *, size_t, size_t);
typedef void cfree_fn(void *);

static void *need(const char *name)
{
	void *function = find(name);

	if (!function && under_libbuddy())
		expect_failed(__FILE__, __LINE__, name);
	if (!function)
		skip("this C library does not have the function");
	return function;
}

/* Were the blocks kept, this would need 200 MB. */
static void expect_bounded(size_t before)
{
	EXPECT(rss_kib() < before + 32 * 1024);
}

static void sized(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");
	size_t before = rss_kib();

	for (size_t i = 0; i < 200000; i++) {
		void *p = malloc(900 + i % 100);

		memset(p, 1, 900);
		errno = 4711;
		release(p, 900 + i % 100);
		EXPECT(errno == 4711);
	}
	release(NULL, 0);
	expect_bounded(before);
}

static void sized_large(void)
{
	free_sized_fn *release = (free_sized_fn *)need("free_sized");

	for (size_t size = 1; size < 64 * MIB; size *= 3)
		release(malloc(size), size);
}

static void aligned_sized(void)
{
	free_aligned_sized_fn *release =
		(free_aligned_sized_fn *)need("free_aligned_sized");
	size_t before = rss_kib();

	for (size_t i = 0; i < 200000; i++) {
		void *p = aligned_alloc(64, 1024);

		memset(p, 1, 1024);
		errno = 4711;
		release(p, 64, 1024);
		EXPECT(errno == 4711);
	}
	release(NULL, 64, 0);
	expect_bounded(before);
}

static void old_cfree(void)
{
	cfree_fn *release = (cfree_fn *)need("cfree");
	size_t before = rss_kib();

	for (size_t i = 0; i < 200000; i++) {
		void *p = calloc(10, 100);

		memset(p, 1, 1000);
		release(p);
	}
	release(NULL);
	expect_bounded(before);
}

int main(void)
{
	static const struct row rows[] = {
		{ "free_sized frees", sized, ROW_COMMON },
		{ "free_sized of every scale", sized_large, ROW_COMMON },
		{ "free_aligned_sized frees", aligned_sized, ROW_COMMON },
		{ "cfree frees", old_cfree, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
