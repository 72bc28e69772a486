/* SPDX-License-Identifier: MIT */
/*
 * read/residency.c - how much of each state of page is in memory
 */
#include "read/residency.h"

#include "read/pagemap.h"

struct counter {
	struct residency *r;
	struct pages *p;
};

/* A stretch of the address space that is in one condition. */
static void count_heap(void *arg, uint64_t start, uint64_t end, bool resident)
{
	struct counter *c = arg;

	for (uint64_t at = start; at < end; at += PAGE_BYTES) {
		struct page_view *view = (struct page_view *)pages_at(
			c->p, (uint32_t)((at - c->p->base) / PAGE_BYTES));

		if (!resident)
			c->r->swapped += PAGE_BYTES;
		if (view) {
			view->resident = resident;
			view->swapped = !resident;
			if (resident)
				c->r->state[view->state] += PAGE_BYTES;
		}
	}
	if (resident)
		c->r->total += end - start;
}

static void count_metadata(void *arg, uint64_t start, uint64_t end,
			   bool resident)
{
	struct counter *c = arg;

	if (!resident) {
		c->r->swapped += end - start;
		return;
	}
	c->r->metadata += end - start;
	c->r->total += end - start;
}

bool residency_read(struct residency *r, struct pages *p, struct target *t,
		    const struct layout *l, struct failure *why)
{
	struct counter c = { .r = r, .p = p };
	struct pagemap *map;
	bool ok;

	*r = (struct residency){ 0 };
	if (!target_pid(t))
		return failed(why, STATUS_FAILED,
			      "a core does not tell what was resident");
	map = pagemap_open(target_thread(t), why);
	if (!map)
		return false;
	ok = pagemap_scan(map, l->reservation, l->arena_base, count_metadata,
			  &c, why);
	for (unsigned z = 0; ok && z < BUDDY_INFO_ZONES; z++) {
		const struct page_range *range = &p->zone[z];
		uint64_t start = p->base + (uint64_t)range->start * PAGE_BYTES;
		uint64_t end = p->base + (uint64_t)range->end * PAGE_BYTES;

		if (start < end)
			ok = pagemap_scan(map, start, end, count_heap, &c, why);
	}
	pagemap_close(map);
	return ok;
}
