/* SPDX-License-Identifier: MIT */
/* posix_memalign returns its error, and on one touches nothing else. */
#include "../expect.h"

static char marker;

static void bad_alignment(void)
{
	static const size_t bad[] = { 0, 1, 2, 4, 3, 12, 24, 100, SIZE_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		void *p = &marker;

		errno = 4711;
		EXPECT(posix_memalign(&p, opaque_size(bad[i]), 64) == EINVAL);
		EXPECT(p == &marker);
		EXPECT(errno == 4711);
	}
}

static void no_memory(void)
{
	void *p = &marker;

	EXPECT(posix_memalign(&p, 64, opaque_size(PTRDIFF_MAX)) == ENOMEM);
	EXPECT(p == &marker);
	EXPECT(posix_memalign(&p, 64, opaque_size(SIZE_MAX)) == ENOMEM);
	EXPECT(p == &marker);
}

static void no_memory_keeps_errno(void)
{
	void *p = &marker;

	errno = 4711;
	EXPECT(posix_memalign(&p, 64, opaque_size(SIZE_MAX)) == ENOMEM);
	EXPECT(posix_memalign(&p, 4096, opaque_size(PTRDIFF_MAX)) == ENOMEM);
	EXPECT(errno == 4711);
}

static void good_alignments(void)
{
	for (size_t alignment = 8; alignment <= 16 * MIB; alignment *= 2) {
		void *p = NULL;

		errno = 4711;
		EXPECT(posix_memalign(&p, alignment, 1000) == 0);
		EXPECT(errno == 4711);
		EXPECT(p != NULL && is_aligned(p, alignment));
		EXPECT(is_aligned(p, 16));
		memset(p, 1, 1000);
		free(p);
	}
}

int main(void)
{
	static const struct row rows[] = {
		{ "posix_memalign bad alignment: EINVAL, pointer and errno "
		  "kept",
		  bad_alignment, ROW_COMMON },
		{ "posix_memalign ENOMEM leaves the pointer", no_memory,
		  ROW_COMMON },
		{ "posix_memalign ENOMEM keeps errno", no_memory_keeps_errno,
		  ROW_OURS },
		{ "posix_memalign at every power of two", good_alignments,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
