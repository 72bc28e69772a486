/* SPDX-License-Identifier: MIT */
/*
 * tools/picture.c - a small heap to draw
 */
#include "tools/picture.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Parts of 1 to 16 pages. */
static void fill(struct page_range *r, uint32_t start, uint32_t pages,
		 uint32_t *state)
{
	*r = (struct page_range){ start, start + pages, NULL };
	if (pages)
		r->page = calloc(pages, sizeof(*r->page));
	for (uint32_t i = 0; i < pages;) {
		uint32_t n = 1 + next_random(state) % 16;
		uint8_t what = (uint8_t)(next_random(state) % 8);
		struct page_view v = {
			.head = start + i,
			.state = what < NR_PAGE_STATES ? what : PAGE_FREE_CLEAN,
			.detail = (uint8_t)(next_random(state) % 4),
			.stripe = what % 2 ? NO_STRIPE : what,
		};

		for (; n-- && i < pages; i++) {
			v.resident = next_random(state) % 2;
			v.swapped = !v.resident && next_random(state) % 4 == 0;
			r->page[i] = v;
		}
	}
}

static void make(struct scene *s, uint32_t low, uint32_t normal,
		 const struct residency *r, uint32_t seed)
{
	static struct heap h;
	struct pages p = { .base = 0x7f0000000000 };
	struct failure why;

	memset(&h, 0, sizeof(h));
	h.nr_classes = 4;
	h.class[0].size = 16;
	h.class[1].size = 64;
	h.class[2].size = 512;
	h.class[3].size = 8192;
	h.info.metadata_bytes = 40 * PAGE_BYTES;
	h.taken = seed;
	strcpy(h.info.zone[0].name, "Low");
	strcpy(h.info.zone[2].name, "Normal");
	fill(&p.zone[0], 0, low, &seed);
	fill(&p.zone[2], 1 << 20, normal, &seed);
	ck_assert(scene_build(s, &h, &p, r, &why));
	scene_name(s, "a<b&c\n", 42);
	free(p.zone[0].page);
	free(p.zone[2].page);
}

void picture_scene(struct scene *s, uint32_t low_pages, uint32_t normal_pages,
		   unsigned seed)
{
	struct residency r = { .metadata = 10 * PAGE_BYTES };

	make(s, low_pages, normal_pages, &r, seed);
}

void picture_core_scene(struct scene *s, uint32_t pages)
{
	make(s, 0, pages, NULL, 1);
}

bool picture_same(const struct area *a, const struct area *b)
{
	if (a->nr_cells != b->nr_cells)
		return false;
	for (uint32_t i = 0; i < a->nr_cells; i++)
		if (a->cell[i].kind != b->cell[i].kind ||
		    a->cell[i].flags != b->cell[i].flags ||
		    a->cell[i].stripe != b->cell[i].stripe)
			return false;
	return true;
}
