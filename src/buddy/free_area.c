/* SPDX-License-Identifier: MIT */
/*
 * buddy/free_area.c - the free blocks of one order
 */
#include "buddy/free_area.h"

void free_area_init(struct free_area *area)
{
	area->head = area->tail = PFN_NONE;
	store_relaxed(&area->nr_free, 0);
}

static void link_head(struct free_area *area, struct page *page, pfn_t pfn)
{
	page->prev = PFN_NONE;
	page->next = area->head;
	if (area->head != PFN_NONE)
		pfn_to_page(area->head)->prev = pfn;
	else
		area->tail = pfn;
	area->head = pfn;
}

static void link_tail(struct free_area *area, struct page *page, pfn_t pfn)
{
	page->next = PFN_NONE;
	page->prev = area->tail;
	if (area->tail != PFN_NONE)
		pfn_to_page(area->tail)->next = pfn;
	else
		area->head = pfn;
	area->tail = pfn;
}

void free_area_add(struct free_area *area, pfn_t pfn, unsigned order,
		   bool dirty)
{
	struct page *page = pfn_to_page(pfn);

	DEBUG_ASSERT(load_relaxed(&page->flags) == 0);
	if (dirty)
		link_head(area, page, pfn);
	else
		link_tail(area, page, pfn);
	page->order = (uint8_t)order;
	page->nr_pages = 1u << order;
	store_relaxed(&page->flags, PG_BUDDY | PG_HEAD);
	store_relaxed(&area->nr_free, load_relaxed(&area->nr_free) + 1);
}

void free_area_del(struct free_area *area, pfn_t pfn)
{
	struct page *page = pfn_to_page(pfn);

	if (page->prev != PFN_NONE)
		pfn_to_page(page->prev)->next = page->next;
	else
		area->head = page->next;
	if (page->next != PFN_NONE)
		pfn_to_page(page->next)->prev = page->prev;
	else
		area->tail = page->prev;
	store_relaxed(&page->flags, 0);
	store_relaxed(&area->nr_free, load_relaxed(&area->nr_free) - 1);
}
