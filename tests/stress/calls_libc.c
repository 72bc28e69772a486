/* SPDX-License-Identifier: MIT */
/*
 * stress/calls_libc.c - the names that programs use, and libbuddy's own
 */
#include "stress/calls.h"

#include "shim/libc.h"
#include "stress/failure.h"

#include <buddy/buddy.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void *array_alloc(size_t size)
{
	return reallocarray(NULL, 1, size);
}

static void *null_realloc(size_t size)
{
	return realloc(NULL, size);
}

static void *by_posix_memalign(size_t align, size_t size)
{
	void *p = NULL;
	int error = posix_memalign(&p, align, size);

	errno = error;
	return p;
}

/* Both align to a page, which is enough for most. */
static void *by_valloc(size_t align, size_t size)
{
	return align <= 4096 ? valloc(size) : memalign(align, size);
}

static void *by_pvalloc(size_t align, size_t size)
{
	return align <= 4096 ? pvalloc(size) : __libc_memalign(align, size);
}

static void *array_resize(void *p, size_t size)
{
	return reallocarray(p, size, 1);
}

static size_t by_buddy_usable_size(void *p)
{
	return buddy_usable_size(p);
}

static void by_mallinfo2(void)
{
	struct mallinfo2 m = mallinfo2();

	if (m.uordblks > m.arena)
		failure("mallinfo2: %zu in use of %zu", m.uordblks, m.arena);
}

static void by_malloc_info(void)
{
	char text[64 * 1024];
	FILE *stream = fmemopen(text, sizeof(text), "w");

	if (!stream || malloc_info(0, stream))
		failure("malloc_info: %s", strerror(errno));
	fclose(stream);
	if (!strstr(text, "</malloc>"))
		failure("malloc_info: cut off");
}

const struct calls calls = {
	.alloc = { malloc, buddy_malloc, __libc_malloc, array_alloc,
		   null_realloc },
	.zeroed = { calloc, buddy_calloc, __libc_calloc },
	.aligned = { aligned_alloc, memalign, by_posix_memalign,
		     buddy_aligned_alloc, __libc_memalign, by_valloc,
		     by_pvalloc },
	.resize = { realloc, buddy_realloc, __libc_realloc, array_resize },
	.release = { free, buddy_free, __libc_free, cfree },
	.release_sized = { free_sized },
	.usable = { malloc_usable_size, by_buddy_usable_size },
	.trim = { malloc_trim, buddy_trim },
	.report = { by_mallinfo2, by_malloc_info },
	.alone = true,
};
