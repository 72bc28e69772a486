/* SPDX-License-Identifier: MIT */
/*
 * api/buddy.c - the functions of <buddy/buddy.h>
 */
#include <buddy/buddy.h>

#include "api/family.h"
#include "base/panic.h"
#include "info/check.h"
#include "info/ctl.h"
#include "info/print.h"
#include "info/snapshot.h"
#include "os/text.h"
#include "slab/boot.h"
#include "slab/misuse.h"
#include "slab/run.h"

#include <errno.h>

enum {
	ZONE_FLAGS = BUDDY_DMA | BUDDY_DMA32,
	ALL_FLAGS = ZONE_FLAGS | BUDDY_ZERO | BUDDY_NOFALLBACK
};

static bool flags_valid(unsigned flags)
{
	return !(flags & ~(unsigned)ALL_FLAGS) &&
	       (flags & ZONE_FLAGS) != ZONE_FLAGS;
}

static void *alloc_run(unsigned flags, size_t nr_pages, unsigned align_order)
{
	struct run_request rq = {
		.nr_pages = nr_pages,
		.align_order = align_order,
		.zone = flags & BUDDY_DMA   ? ZONE_DMA :
			flags & BUDDY_DMA32 ? ZONE_DMA32 :
					      ZONE_NORMAL,
		.nofallback = flags & BUDDY_NOFALLBACK,
		.zero = flags & BUDDY_ZERO,
	};
	void *p = run_alloc(&rq);

	if (!p)
		errno = ENOMEM;
	return p;
}

/* Frees a run that must have exactly nr_pages pages. */
static void free_run(void *addr, size_t nr_pages, const char *what)
{
	const struct page *page;
	uint32_t have;

	if (!addr)
		return;
	if (!zones_hold(addr))
		panic("%s: %p was not allocated here", what, addr);
	have = run_pages(addr);
	if (!have)
		misuse_panic(addr, what);
	if (have != nr_pages)
		panic("%s: %p has %u pages, not %zu", what, addr, have,
		      nr_pages);
	/* Its defences would stay, and stop whoever gets the pages next. */
	page = pfn_to_page(addr_to_pfn(addr));
	if (page->guard != RUN_UNGUARDED || page->slack)
		panic("%s: %p was allocated by malloc", what, addr);
	run_free(addr, have);
}

void *buddy_alloc_pages(unsigned flags, unsigned order)
{
	if (!flags_valid(flags) || order > MAX_ORDER) {
		errno = EINVAL;
		return NULL;
	}
	return alloc_run(flags, (size_t)1 << order, order);
}

void buddy_free_pages(void *addr, unsigned order)
{
	free_run(addr, order <= MAX_ORDER ? (size_t)1 << order : 0,
		 "buddy_free_pages");
}

void *buddy_alloc_pages_exact(unsigned flags, size_t bytes)
{
	if (!flags_valid(flags) || !bytes) {
		errno = EINVAL;
		return NULL;
	}
	return alloc_run(flags, bytes_to_pages(bytes), 0);
}

void buddy_free_pages_exact(void *addr, size_t bytes)
{
	free_run(addr, bytes_to_pages(bytes), "buddy_free_pages_exact");
}

size_t buddy_page_offset(const void *addr)
{
	return zones_hold(addr) ? (uintptr_t)addr - arena_base : SIZE_MAX;
}

/* Copies as much of a structure as the caller's version of it has. */
static void copy_out(void *to, size_t to_size, const void *from, size_t size)
{
	__builtin_memcpy(to, from, to_size < size ? to_size : size);
	if (to_size > size)
		__builtin_memset((char *)to + size, 0, to_size - size);
}

int buddy_page_info(const void *addr, struct buddy_page *page, size_t size)
{
	struct buddy_page full;

	if (!page || !size || !zones_hold(addr)) {
		errno = EINVAL;
		return -1;
	}
	snapshot_page(addr, &full);
	copy_out(page, size, &full, sizeof(full));
	return 0;
}

void *buddy_malloc(size_t size)
{
	return family_malloc(size);
}

void *buddy_calloc(size_t nmemb, size_t size)
{
	return family_calloc(nmemb, size);
}

void *buddy_realloc(void *ptr, size_t size)
{
	return family_realloc(ptr, size);
}

void *buddy_aligned_alloc(size_t alignment, size_t size)
{
	return family_aligned_alloc(alignment, size);
}

void buddy_free(void *ptr)
{
	heap_free(ptr);
}

size_t buddy_usable_size(const void *ptr)
{
	return heap_usable_size(ptr);
}

int buddy_trim(size_t pad)
{
	return heap_boot() && ctl_trim(pad);
}

int buddy_check(void)
{
	return heap_boot() ? (int)check_heap() : 0;
}

int buddy_info(struct buddy_info *info, size_t size)
{
	struct buddy_info full = { 0 };

	if (!info || !size) {
		errno = EINVAL;
		return -1;
	}
	if (heap_boot())
		snapshot_heap(&full);
	copy_out(info, size, &full, sizeof(full));
	return 0;
}

int buddy_info_print(int fd)
{
	char text[PRINT_BYTES];
	struct fmt f = fmt_init(text, sizeof(text));
	struct buddy_info info;
	int ret;

	buddy_info(&info, sizeof(info));
	print_buddyinfo(&f, &info);
	ret = os_write(fd, text, f.len);
	if (!ret)
		return 0;
	errno = -ret;
	return -1;
}

int buddy_ctl(const char *name, uint64_t *old, const uint64_t *value)
{
	int error = EINVAL;

	/* A figure of a heap that could not be made is 0. */
	heap_boot();
	if (name)
		error = ctl(span_of(name), old, value);
	if (!error)
		return 0;
	errno = error;
	return -1;
}

const char *buddy_ctl_name(unsigned i)
{
	return ctl_name(i);
}
