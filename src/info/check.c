/* SPDX-License-Identifier: MIT */
/*
 * info/check.c - the whole heap's validator
 */
#include "info/check.h"

#include "buddy/check.h"
#include "slab/registry.h"

/* What the slabs say, summed up chunk by chunk. */
struct object_census {
	uint64_t out;  /* left their slab */
	uint64_t user; /* of them, the user's by their state */
	uint64_t slab_pages;
};

static unsigned census_slab(const struct slab *slab, struct object_census *sum)
{
	const struct size_class *c = &size_classes[slab->sc];
	const struct chunk *chunk = chunk_of(pfn_to_addr(slab->pfn));
	unsigned free = c->nr_objs - slab->fresh, user = 0;

	for (unsigned i = 0; i < slab->fresh; i++) {
		bool is_free = bit_test(slab->free_bits, i);
		bool is_user = state_load(&chunk->state[i]) == OBJECT_USER;

		free += is_free;
		user += is_user;
		if (is_free && is_user)
			return check_violation("O1: object %u of slab %u is "
					       "both free and in use",
					       i, slab->pfn);
	}
	sum->out += c->nr_objs - free;
	sum->user += user;
	sum->slab_pages += slab_pages(slab->sc);
	if (!slab_has_one_owner(slab))
		return check_violation("O2: slab %u has two owners", slab->pfn);
	if (free != slab->nr_free)
		return check_violation("O1: slab %u has %u free, not %u",
				       slab->pfn, free, slab->nr_free);
	return 0;
}

/* What the stripes count as handed out. */
static uint64_t counted_out(void)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned sc = 0; sc < NR_CLASSES; sc++)
			sum += slabs_out(i, sc);
	return sum;
}

static unsigned census_zone(const struct zone *zone, struct object_census *sum)
{
	pfn_t frontier = load_relaxed(&zone->frontier);
	unsigned bad = 0;

	for (pfn_t pfn = zone->start; pfn < frontier; pfn += 1 << CHUNK_ORDER) {
		const struct chunk *c = chunk_at(pfn >> CHUNK_ORDER);

		if (load_relaxed(&c->home) && chunk_slab(c)->pfn == pfn)
			bad += census_slab(chunk_slab(c), sum);
	}
	return bad;
}

static void acquire(struct lock *l)
{
	lock_acquire_nested(l);
}

static void release(struct lock *l)
{
	lock_release(l);
}

static unsigned check_objects(struct object_census *sum)
{
	uint64_t counted;
	unsigned bad = 0;

	slabs_each_lock(acquire);
	for (unsigned z = 0; z < NR_ZONES; z++)
		bad += census_zone(&zones[z], sum);
	counted = counted_out();
	if (sum->out != counted)
		bad += check_violation("O2: %lu objects out, %lu counted",
				       sum->out, counted);
	slabs_each_lock(release);
	return bad;
}

/*
 * Exact, unless a fork left threads behind: what those held, and what they
 * had in their hands, is known only as the rest.
 */
static bool adds_up(uint64_t total, uint64_t known, bool rest_is_lost)
{
	return rest_is_lost ? total >= known : total == known;
}

unsigned check_heap(void)
{
	struct object_census objects = { 0 };
	struct page_census pages = { 0 };
	struct thread_usage cached = registry_usage();
	bool lost = cached.lost_threads || cached.lost_strays;
	unsigned bad;

	/* No thread may open a stripe between locking and releasing all. */
	lock_acquire(registry_lock());
	bad = buddy_heap_check(&pages);
	bad += check_objects(&objects);
	lock_release(registry_lock());
	if (OBJECT_CHECK &&
	    !adds_up(objects.out, objects.user + cached.objects, lost))
		bad += check_violation("O1: %lu objects out, %lu in use, "
				       "%lu cached",
				       objects.out, objects.user,
				       cached.objects);
	if (!adds_up(pages.slab, objects.slab_pages, lost))
		bad += check_violation("B4: %lu pages of slabs, not %lu",
				       objects.slab_pages, pages.slab);
	if (cached.pcp_over)
		bad += check_violation("P1: %lu page caches above their high",
				       cached.pcp_over);
	if (!adds_up(pages.pcp, cached.pcp_pages, lost))
		bad += check_violation("P1: %lu pages in page caches, not %lu",
				       cached.pcp_pages, pages.pcp);
	return bad;
}
