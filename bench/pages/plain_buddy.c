/* SPDX-License-Identifier: MIT */
/*
 * pages/plain_buddy.c - the buddy heap of the textbook
 *
 * A block is named by the number of its first page.  Its record, outside the
 * pages, says whether it is free, of which order, and links it into the list
 * of that order.  The record of any other page says "not free".
 *
 * Locking: `lock` guards all of `heap` but base, which open sets.
 */
#include "pages/plain_buddy.h"

#include "common/system.h"
#include "pages/heap.h"

#include <pthread.h>
#include <stdbool.h>

#define NONE UINT32_MAX

struct record {
	uint32_t next, prev; /* first pages of free blocks, or NONE */
	uint8_t order;
	bool free;
};

static struct {
	uintptr_t base; /* aligned to the largest block */
	struct record *records;
	uint32_t first[TOP_ORDER + 1]; /* the heads of the lists */
	uint64_t nr_free[TOP_ORDER + 1];
} heap;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void push(uint32_t page, unsigned order)
{
	uint32_t next = heap.first[order];

	heap.records[page] = (struct record){ .next = next,
					      .prev = NONE,
					      .order = (uint8_t)order,
					      .free = true };
	if (next != NONE)
		heap.records[next].prev = page;
	heap.first[order] = page;
	heap.nr_free[order]++;
}

static void unlink_block(uint32_t page)
{
	struct record *record = &heap.records[page];

	if (record->prev == NONE)
		heap.first[record->order] = record->next;
	else
		heap.records[record->prev].next = record->next;
	if (record->next != NONE)
		heap.records[record->next].prev = record->prev;
	record->free = false;
	heap.nr_free[record->order]--;
}

size_t plain_buddy_open(size_t bytes)
{
	size_t top = block_bytes(TOP_ORDER);
	uint32_t nr_pages = (uint32_t)(bytes / top * TOP_PAGES);

	/* One more block's worth, to align the first. */
	heap.base = (uintptr_t)table_new(bytes + top);
	heap.base = (heap.base + top - 1) & ~(uintptr_t)(top - 1);
	heap.records = table_new(nr_pages * sizeof(struct record));
	for (unsigned order = 0; order <= TOP_ORDER; order++)
		heap.first[order] = NONE;
	/* From the last, so that the lowest block is the first to be used. */
	for (uint32_t page = nr_pages; page > 0; page -= TOP_PAGES)
		push(page - TOP_PAGES, TOP_ORDER);
	return (size_t)nr_pages << PAGE_SHIFT;
}

/* take - a block of that order, split from the smallest that is there */
static uint32_t take(unsigned order)
{
	unsigned have = order;
	uint32_t page;

	while (have <= TOP_ORDER && heap.first[have] == NONE)
		have++;
	if (have > TOP_ORDER)
		return NONE;
	page = heap.first[have];
	unlink_block(page);
	while (have > order) {
		have--;
		push(page + (1u << have), have);
	}
	return page;
}

/* put - free a block, after merging it with buddies as long as they are */
static void put(uint32_t page, unsigned order)
{
	for (; order < TOP_ORDER; order++) {
		uint32_t buddy = page ^ 1u << order;
		const struct record *record = &heap.records[buddy];

		if (!record->free || record->order != order)
			break;
		unlink_block(buddy);
		page &= ~(1u << order);
	}
	push(page, order);
}

void *plain_buddy_alloc(unsigned order)
{
	uint32_t page;

	pthread_mutex_lock(&lock);
	page = take(order);
	pthread_mutex_unlock(&lock);
	if (page == NONE)
		return NULL;
	return (void *)(heap.base + ((uintptr_t)page << PAGE_SHIFT));
}

void plain_buddy_free(void *block, unsigned order)
{
	uintptr_t offset = (uintptr_t)block - heap.base;

	pthread_mutex_lock(&lock);
	put((uint32_t)(offset >> PAGE_SHIFT), order);
	pthread_mutex_unlock(&lock);
}

uint64_t plain_buddy_nr_free(unsigned order)
{
	uint64_t nr;

	pthread_mutex_lock(&lock);
	nr = heap.nr_free[order];
	pthread_mutex_unlock(&lock);
	return nr;
}
