/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz_heap.c - a heap whose memory an input has overwritten
 *
 * buddyctl's readers give figures or an error, touch nothing but their own
 * memory, and read a bounded part of the other.
 */
#include "fuzz/fuzz.h"
#include "fuzz/input.h"
#include "fuzz/memory.h"
#include "fuzz/parts.h"
#include "read/pages.h"

enum {
	ARENA_BYTES = 64 << 20,
	BLOCKS = 400,
	CHANGES = 32,
	/* What a core's variables may have beside its records. */
	MOST_VARIABLES = 16 << 20
};

/* A heap with something in every account. */
static void use_heap(void)
{
	void *block[BLOCKS];

	for (unsigned i = 0; i < BLOCKS; i++)
		block[i] = buddy_malloc(i % 7 ? i * 13 : i * 200);
	buddy_free(buddy_malloc(ARENA_BYTES / 16));
	expect(buddy_malloc(ARENA_BYTES / 16 + 1));
	for (unsigned i = 0; i < BLOCKS; i += 3)
		buddy_free(block[i]);
	expect(buddy_alloc_pages(0, 3));
	buddy_free_pages(buddy_alloc_pages(0, 1), 1);
}

/* Which part, where, what is done and by how much. */
static void change(struct input *in)
{
	unsigned nr;
	const struct part *parts = parts_all(&nr);
	unsigned part = (unsigned)input_below(in, nr);
	size_t at = input_below(in, parts[part].bytes);
	unsigned how = (unsigned)input_number(in, 1);
	unsigned n = 1u << (how & 3);
	uint64_t value = input_number(in, n);

	/* Most fields lie at a multiple of their size. */
	if (how & 4)
		at -= at % n;
	if (how & 8)
		parts_add(part, at, value, n);
	else
		parts_set(part, at, value, n);
}

/* Each page has one of the states, and a head that is no later page. */
static void check_pages(const struct pages *p)
{
	uint64_t count[NR_PAGE_STATES], sum = 0;

	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++) {
		const struct page_range *r = &p->zone[z];

		expect(r->start <= r->end);
		for (uint32_t i = 0; i < r->end - r->start; i++)
			expect(r->page[i].state < NR_PAGE_STATES &&
			       r->page[i].detail < HEAP_CLASSES);
		sum += r->end - r->start;
	}
	pages_count(p, count);
	for (unsigned s = 0; s < NR_PAGE_STATES; s++)
		sum -= count[s];
	expect(!sum);
}

/* Returns whether all of it could be read. */
static bool read_all(struct target *t)
{
	struct failure why = { 0 };
	struct layout layout;
	struct pages pages;
	struct heap heap;
	bool ok;

	if (!layout_find(&layout, t, &why)) {
		expect(why.status != STATUS_OK && why.text[0]);
		return false;
	}
	ok = heap_read(&heap, t, &layout, &why);
	expect(ok || (why.status != STATUS_OK && why.text[0]));
	expect(!ok || heap_plausible(&heap, &why));
	heap_free(&heap);
	if (pages_read(&pages, t, &layout, &why))
		check_pages(&pages);
	else
		ok = false;
	pages_free(&pages);
	return ok;
}

static void prepare(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	expect(!setenv("BUDDY_CONF", "arena:64M,stripes:2,purge_delay:0", 1));
	use_heap();
	parts_copy();
	expect(read_all(memory_target(true, false)));
	expect(read_all(memory_target(false, false)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct input in = { data, bytes };
	unsigned flags = (unsigned)input_number(&in, 1);
	struct target *t;
	bool is_core;

	prepare();
	for (unsigned i = 0; i < CHANGES && in.left; i++)
		change(&in);
	/* A process is read many times where it makes no sense. */
	is_core = flags % 16 != 15;
	t = memory_target(is_core, is_core && flags >= 128);
	read_all(t);
	expect(!is_core || memory_read() < MOST_VARIABLES + 8 * target_most(t));
	parts_restore();
	return 0;
}
