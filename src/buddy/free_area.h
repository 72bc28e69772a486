/* SPDX-License-Identifier: MIT */
/*
 * buddy/free_area.h - the free blocks of one order
 *
 * A doubly linked list through struct page, by page number.  Dirty blocks are
 * added at the head and clean ones at the tail, so the head is what an
 * ordinary request wants (no page fault) and the tail what calloc wants.
 */
#ifndef BUDDY_FREE_AREA_H
#define BUDDY_FREE_AREA_H

#include "buddy/arena.h"

struct free_area {
	pfn_t head, tail; /* stripe->lock */
	/* Written under stripe->lock; read without it as a hint. */
	_Atomic uint32_t nr_free;
};

void free_area_init(struct free_area *area);

/* Links a block and types its head page as free. */
void free_area_add(struct free_area *area, pfn_t pfn, unsigned order,
		   bool dirty);

/* Unlinks a block and clears its head page. */
void free_area_del(struct free_area *area, pfn_t pfn);

#endif /* BUDDY_FREE_AREA_H */
