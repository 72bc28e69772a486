/* SPDX-License-Identifier: MIT */
/*
 * pages/heaps.c - the four heaps
 *
 * Blocks of mmap are not aligned to their size and are unmapped when they are
 * freed, so each is zeroed by the system again when it is written to: it does
 * more than the others, and what it does cannot be had for less.
 */
#include "pages/heap.h"

#include "common/system.h"
#include "pages/plain_buddy.h"

#include <buddy/buddy.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

static struct buddy_info snapshot(void)
{
	struct buddy_info info;

	if (buddy_info(&info, sizeof(info)))
		stop("buddy_info failed");
	return info;
}

/*
 * The library read the arena's size from its options.  Its largest order was
 * chosen when it was built; the workloads are made for TOP_ORDER.
 */
static size_t libbuddy_open(size_t bytes)
{
	struct buddy_info info = snapshot();

	(void)bytes;
	if (info.nr_orders != TOP_ORDER + 1)
		cannot("libbuddy was built with another --with-max-order");
	return info.arena_bytes;
}

static void *libbuddy_alloc(unsigned order)
{
	return buddy_alloc_pages(0, order);
}

/*
 * In all zones.  Memory above a zone's frontier was never used and is in no
 * list: it counts as the whole blocks that it will become.  Pages parked in a
 * thread's cache do not count.
 */
static uint64_t libbuddy_nr_free(unsigned order)
{
	struct buddy_info info = snapshot();
	uint64_t nr = 0;

	for (unsigned z = 0; z < info.nr_zones; z++) {
		const struct buddy_zone_info *zone = &info.zone[z];

		nr += zone->nr_free[order];
		if (order == TOP_ORDER)
			nr += (zone->spanned_pages - zone->present_pages) /
			      TOP_PAGES;
	}
	return nr;
}

static void *mmap_alloc(unsigned order)
{
	void *block = mmap(NULL, block_bytes(order), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return block == MAP_FAILED ? NULL : block;
}

static void mmap_free(void *block, unsigned order)
{
	munmap(block, block_bytes(order));
}

/* The lock that all calls of one_lock take. */
static pthread_mutex_t one_lock = PTHREAD_MUTEX_INITIALIZER;

static void *one_lock_alloc(unsigned order)
{
	void *block;

	pthread_mutex_lock(&one_lock);
	block = buddy_alloc_pages(0, order);
	pthread_mutex_unlock(&one_lock);
	return block;
}

static void one_lock_free(void *block, unsigned order)
{
	pthread_mutex_lock(&one_lock);
	buddy_free_pages(block, order);
	pthread_mutex_unlock(&one_lock);
}

/* A system call and a page fault cost as much as tens of the others' pairs. */
enum { MMAP_DIVISOR = 128 };

static const struct heap heaps[] = {
	{ .name = "libbuddy",
	  .pairs_divisor = 1,
	  .open = libbuddy_open,
	  .alloc = libbuddy_alloc,
	  .free = buddy_free_pages,
	  .nr_free = libbuddy_nr_free },
	{ .name = "mmap",
	  .pairs_divisor = MMAP_DIVISOR,
	  .alloc = mmap_alloc,
	  .free = mmap_free },
	{ .name = "one_lock",
	  .pairs_divisor = 1,
	  .open = libbuddy_open,
	  .alloc = one_lock_alloc,
	  .free = one_lock_free,
	  .nr_free = libbuddy_nr_free },
	{ .name = "plain",
	  .pairs_divisor = 1,
	  .open = plain_buddy_open,
	  .alloc = plain_buddy_alloc,
	  .free = plain_buddy_free,
	  .nr_free = plain_buddy_nr_free },
};

const struct heap *heap_find(const char *name)
{
	for (size_t i = 0; i < sizeof(heaps) / sizeof(heaps[0]); i++)
		if (strcmp(heaps[i].name, name) == 0)
			return &heaps[i];
	stop("the heap is one of libbuddy, mmap, one_lock and plain");
}
