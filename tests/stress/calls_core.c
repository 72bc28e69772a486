/* SPDX-License-Identifier: MIT */
/*
 * stress/calls_core.c - the family without the C library's names
 */
#include "stress/calls.h"

#include "api/family.h"
#include "slab/sized.h"

#include <buddy/buddy.h>
#include <errno.h>

static void *by_posix_memalign(size_t align, size_t size)
{
	void *p = NULL;
	int error = family_posix_memalign(&p, align, size);

	errno = error;
	return p;
}

static size_t by_usable_size(void *p)
{
	return buddy_usable_size(p);
}

static void by_print(void)
{
	buddy_info_print(-1);
}

const struct calls calls = {
	.alloc = { buddy_malloc },
	.zeroed = { buddy_calloc },
	.aligned = { buddy_aligned_alloc, by_posix_memalign, family_memalign },
	.resize = { buddy_realloc },
	.release = { buddy_free },
	.release_sized = { sized_free },
	.usable = { by_usable_size },
	.trim = { buddy_trim },
	.report = { by_print },
};
