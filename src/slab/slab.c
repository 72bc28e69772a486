/* SPDX-License-Identifier: MIT */
/*
 * slab/slab.c - equal objects in a block of pages
 */
#include "slab/slab.h"

#include "base/panic.h"
#include "buddy/page_alloc.h"
#include "harden/guard.h"
#include "harden/secret.h"
#include "os/mem.h"
#include "slab/quarantine.h"
#include "slab/slab_record.h"

static uint8_t *slab_state(struct slab *slab)
{
	return (uint8_t *)slab + slab_state_offset(slab->sc);
}

uint32_t slab_pages(unsigned sc)
{
	return (1u << size_classes[sc].slab_order) + harden_on(HARDEN_GUARD);
}

static char *slab_start(const struct slab *slab)
{
	return pfn_to_addr(slab->pfn);
}

static size_t nr_chunks(unsigned sc)
{
	return (size_t)1 << (size_classes[sc].slab_order - CHUNK_ORDER);
}

static void publish(struct slab *slab)
{
	const struct size_class *c = &size_classes[slab->sc];
	size_t first = slab->pfn >> CHUNK_ORDER;

	/* The first chunk last: a validator finds the slab by it. */
	for (size_t i = nr_chunks(slab->sc); i-- > 0;) {
		struct chunk *chunk = chunk_at(first + i);

		count_line(chunk);
		chunk->stack_offset = (uint64_t)slab->sc * STACK_BYTES;
		chunk->start = (uint32_t)(uintptr_t)slab_start(slab);
		chunk->recip = c->recip;
		chunk->state = slab_state(slab);
		/* The first object reaches another thread through the user's
		 * own synchronisation, which orders the stores above too. */
		store_relaxed(&chunk->home, slab->stripe + 1u);
	}
}

/* home: a stripe's id + 1, or 0. */
static void set_homes(const struct slab *slab, uint32_t home)
{
	size_t first = slab->pfn >> CHUNK_ORDER;

	for (size_t i = 0; i < nr_chunks(slab->sc); i++) {
		count_line(chunk_at(first + i));
		store_relaxed(&chunk_at(first + i)->home, home);
	}
}

bool slab_has_one_owner(const struct slab *slab)
{
	size_t first = slab->pfn >> CHUNK_ORDER;

	for (size_t i = 0; i < nr_chunks(slab->sc); i++)
		if (load_relaxed(&chunk_at(first + i)->home) !=
		    slab->stripe + 1u)
			return false;
	return true;
}

void slab_set_owner(struct slab *slab, unsigned stripe)
{
	count_line(slab);
	slab->stripe = (uint16_t)stripe;
	set_homes(slab, stripe + 1u);
}

/*
 * Worth a system call only if the pages are clean, hence not resident, and the
 * slab does not share its system page with others.
 */
static void populate_pages(struct slab *slab)
{
	unsigned nr = 1u << size_classes[slab->sc].slab_order;
	size_t bytes = (size_t)nr << PAGE_SHIFT;

	if (bytes < arena.page_bytes || block_any_dirty(slab->pfn, nr))
		return;
	slab->populated = !os_populate(slab_start(slab), bytes);
}

/* All objects are as if they had come back: any may be taken first. */
static void make_all_free(struct slab *slab)
{
	slab->fresh = slab->nr_free;
	for (unsigned i = 0; i < slab->fresh; i++)
		bit_set(slab->free_bits, i);
}

static void *guard_of(const struct slab *slab)
{
	return pfn_to_addr(slab->pfn +
			   (1u << size_classes[slab->sc].slab_order));
}

/* How the defences that are on change a new slab. */
static void harden(struct slab *slab)
{
	if (harden_on(HARDEN_RANDOM))
		make_all_free(slab);
	slab->guarded = harden_on(HARDEN_GUARD) &&
			guard_set(guard_of(slab), PAGE_BYTES);
}

struct slab *slab_create(unsigned sc, unsigned stripe, bool populate)
{
	const struct size_class *c = &size_classes[sc];
	struct page_request rq = {
		.nr_pages = slab_pages(sc),
		.align_order = c->slab_order,
		.zone = zone_highest,
		.kind = PG_SLAB,
		.home = &stripes[stripe],
	};
	struct slab *slab = slab_record_alloc(sc);

	if (!slab)
		return NULL;
	slab->sc = (uint16_t)sc;
	slab->pfn = page_alloc(&rq);
	if (slab->pfn == PFN_NONE) {
		slab_record_free(slab);
		return NULL;
	}
	list_init(&slab->link);
	slab->stripe = (uint16_t)stripe;
	slab->nr_free = c->nr_objs;
	slab->fresh = 0;
	slab->first_word = 0;
	slab->spare = false;
	slab->populated = false;
	harden(slab);
	if (populate)
		populate_pages(slab);
	publish(slab);
	return slab;
}

void slab_destroy(struct slab *slab)
{
	uint32_t nr_dirty = slab_used_pages(slab);
	uint32_t nr_pages = slab_pages(slab->sc);
	pfn_t pfn = slab->pfn;
	bool usable;

	DEBUG_ASSERT(slab_empty(slab) && list_empty(&slab->link));
	set_homes(slab, 0);
	usable = !slab->guarded || guard_clear(guard_of(slab), PAGE_BYTES);
	slab_record_free(slab);
	if (likely(usable))
		page_free(pfn, nr_pages, nr_dirty);
	else
		quarantine_for_good(pfn, nr_pages);
}

/* Where a slab's objects and their states begin, and how far apart they are. */
struct rows {
	char *object;
	uint8_t *state;
	size_t size;
};

static struct rows rows_of(struct slab *slab)
{
	return (struct rows){ slab_start(slab), slab_state(slab),
			      size_classes[slab->sc].size };
}

static inline struct object object_at(const struct rows *r, size_t i)
{
	return (struct object){ r->object + i * r->size, r->state + i };
}

/* Takes from the free bits, lowest first. */
static unsigned take_returned(struct slab *slab, struct object *end, unsigned n)
{
	struct rows rows = rows_of(slab);
	unsigned left = n;
	size_t w = slab->first_word;

	for (; w * WORD_BITS < slab->fresh; w++) {
		uint64_t word = slab->free_bits[w];

		for (; word && left; word &= word - 1, left--)
			*--end = object_at(&rows,
					   w * WORD_BITS + lowest_bit(word));
		slab->free_bits[w] = word;
		count_line(&slab->free_bits[w]);
		if (!left)
			break;
	}
	slab->first_word = (uint16_t)w;
	return n - left;
}

static unsigned take_fresh(struct slab *slab, struct object *end, unsigned n)
{
	const struct size_class *c = &size_classes[slab->sc];
	unsigned left = c->nr_objs - slab->fresh;
	unsigned page = (PAGE_BYTES + c->size - 1) / c->size;
	struct rows rows = rows_of(slab);

	n = n < left ? n : left;
	n = n < page ? n : page;
	for (unsigned i = 0; i < n; i++)
		*--end = object_at(&rows, slab->fresh++);
	return n;
}

/* Takes free objects, each as likely as another. */
static unsigned take_random(struct slab *slab, struct object *end, unsigned n)
{
	struct rows rows = rows_of(slab);

	n = n < slab->nr_free ? n : slab->nr_free;
	for (unsigned left = n; left; left--) {
		size_t i = bitmap_nth(slab->free_bits,
				      secret_below(slab->nr_free--));

		bit_clear(slab->free_bits, i);
		*--end = object_at(&rows, i);
	}
	return n;
}

unsigned slab_take(struct slab *slab, struct object *end, unsigned n)
{
	unsigned fresh = size_classes[slab->sc].nr_objs - slab->fresh;
	unsigned got = 0;

	if (harden_on(HARDEN_RANDOM))
		return take_random(slab, end, n);
	count_line(slab);
	if (slab->nr_free > fresh)
		got = take_returned(slab, end, n);
	got += take_fresh(slab, end - got, n - got);
	slab->nr_free -= (uint16_t)got;
	return got;
}

_Noreturn void slab_put_twice(const struct slab *slab, const void *object)
{
	panic("double free of %p; slab of %u-byte objects at %p", object,
	      size_classes[slab->sc].size, pfn_to_addr(slab->pfn));
}
