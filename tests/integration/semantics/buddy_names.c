/* SPDX-License-Identifier: MIT */
/* buddy_malloc and its family mix freely with malloc and its family. */
#include "../expect.h"

typedef void *malloc_fn(size_t);
typedef void *calloc_fn(size_t, size_t);
typedef void *realloc_fn(void *, size_t);
typedef void free_fn(void *);
typedef size_t usable_size_fn(const void *);

static void *need(const char *name)
{
	void *function = find(name);

	if (!function)
		expect_failed(__FILE__, __LINE__, name);
	return function;
}

static void buddy_malloc_then_free(void)
{
	malloc_fn *allocate = (malloc_fn *)need("buddy_malloc");
	usable_size_fn *usable = (usable_size_fn *)need("buddy_usable_size");

	for (size_t size = 0; size < 20 * MIB; size = size * 2 + 9) {
		void *p = allocate(size);

		EXPECT(p != NULL && is_aligned(p, 16));
		EXPECT(usable(p) >= size);
		EXPECT(usable(p) == malloc_usable_size(p));
		memset(p, 1, size);
		free(p);
	}
}

static void malloc_then_buddy_free(void)
{
	free_fn *release = (free_fn *)need("buddy_free");

	for (size_t size = 0; size < 20 * MIB; size = size * 2 + 9) {
		errno = 4711;
		release(malloc(size));
		EXPECT(errno == 4711);
	}
	release(NULL);
}

static void buddy_calloc_realloc(void)
{
	calloc_fn *allocate = (calloc_fn *)need("buddy_calloc");
	realloc_fn *resize = (realloc_fn *)need("buddy_realloc");
	char *p = allocate(100, 100);

	EXPECT(all_bytes_are(p, 0, 10000));
	memset(p, 5, 10000);
	p = resize(p, 100000);
	EXPECT(all_bytes_are(p, 5, 10000));
	p = realloc(opaque(p), 5000);
	EXPECT(all_bytes_are(p, 5, 5000));
	free(p);
	EXPECT(allocate(opaque_size(SIZE_MAX), 2) == NULL);
	EXPECT(errno == ENOMEM);
}

static void buddy_aligned_alloc(void)
{
	calloc_fn *allocate = (calloc_fn *)need("buddy_aligned_alloc");

	for (size_t alignment = 16; alignment <= 16 * MIB; alignment *= 2) {
		void *p = allocate(alignment, 100);

		EXPECT(p != NULL && is_aligned(p, alignment));
		free(p);
	}
	errno = 0;
	EXPECT(allocate(opaque_size(3), 100) == NULL);
	EXPECT(errno == EINVAL);
}

int main(void)
{
	static const struct row rows[] = {
		{ "buddy_malloc, then free", buddy_malloc_then_free, ROW_OURS },
		{ "malloc, then buddy_free", malloc_then_buddy_free, ROW_OURS },
		{ "buddy_calloc and buddy_realloc", buddy_calloc_realloc,
		  ROW_OURS },
		{ "buddy_aligned_alloc", buddy_aligned_alloc, ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
