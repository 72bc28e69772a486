/* SPDX-License-Identifier: MIT */
/*
 * info/snapshot.c - the heap's figures, and one page's state
 */
#include "info/snapshot.h"

#include "base/fmt.h"
#include "buddy/charge.h"
#include "buddy/page_alloc.h"
#include "buddy/purge.h"
#include "info/fragmentation.h"
#include "slab/misuse.h"
#include "slab/registry.h"

static_assert(NR_PAGE_ORDERS <= BUDDY_INFO_ORDERS, "the widest build fits");
static_assert((int)NR_ZONES == (int)BUDDY_INFO_ZONES, "so do the zones");
static_assert((int)PG_BUDDY == (int)BUDDY_PG_BUDDY &&
		      (int)PG_HEAD == (int)BUDDY_PG_HEAD &&
		      (int)PG_SLAB == (int)BUDDY_PG_SLAB &&
		      (int)PG_RUN == (int)BUDDY_PG_RUN &&
		      (int)PG_PCP == (int)BUDDY_PG_PCP &&
		      (int)PG_DIRTY == (int)BUDDY_PG_DIRTY &&
		      (int)PG_RESERVED == (int)BUDDY_PG_RESERVED &&
		      (int)PG_QUARANTINE == (int)BUDDY_PG_QUARANTINE,
	      "flags are the public ones");

static void copy_name(char *to, size_t size, const char *name)
{
	struct fmt f = fmt_init(to, size);

	fmt_print(&f, "%s", name);
}

static void snapshot_zone(enum zone_id id, struct buddy_zone_info *info)
{
	const struct zone *zone = &zones[id];
	struct zone_usage usage = zone_usage(id);

	copy_name(info->name, sizeof(info->name), zone->name);
	info->start_pfn = zone->start;
	info->spanned_pages = zone->end - zone->start;
	info->present_pages = info->managed_pages = usage.present;
	info->dirty_pages = usage.dirty;
	info->watermark_min = zone->mark[WMARK_MIN];
	info->watermark_low = zone->mark[WMARK_LOW];
	info->watermark_high = zone->mark[WMARK_HIGH];
	for (unsigned h = 0; h < NR_ZONES; h++)
		info->protection[h] = zone->reserve[h];

	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned o = 0; o < MAX_ORDER; o++)
			info->nr_free[o] +=
				load_relaxed(&stripes[i].heap[id].nr_parts[o]);
	info->nr_free[MAX_ORDER] = load_relaxed(&zone->nr_free) >> MAX_ORDER;
	for (unsigned o = 0; o < NR_PAGE_ORDERS; o++) {
		info->free_pages += info->nr_free[o] << o;
		info->fragmentation_index[o] =
			fragmentation_index(info->nr_free, NR_PAGE_ORDERS, o);
		info->unusable_free_index[o] =
			unusable_free_index(info->nr_free, NR_PAGE_ORDERS, o);
	}
}

/* Objects that left their slabs. */
struct out {
	uint64_t objects, bytes;
};

/* Counts the pages in slabs as well. */
static struct out snapshot_slabs(struct buddy_info *info)
{
	struct out out = { 0 };

	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
			struct class_slabs *cs = slabs_of(i, sc);
			uint64_t nr = load_relaxed(&cs->nr_out);

			out.objects += nr;
			out.bytes += nr * size_classes[sc].size;
			info->slab_pages +=
				(uint64_t)load_relaxed(&cs->nr_slabs) *
				slab_pages(sc);
		}
	return out;
}

/* a - b, or 0 where torn reads would make it negative. */
static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* Allocations of both kinds, and what is left of them. */
static void snapshot_tally(struct buddy_info *info, const struct tally *tally,
			   uint64_t live_objects)
{
	info->allocs = tally->objects + tally->runs;
	info->frees = less(tally->objects, live_objects) + tally->runs_freed;
	for (unsigned i = 0; i < stripes_open(); i++)
		for (unsigned z = 0; z < NR_ZONES; z++) {
			const struct buddy_heap *heap = &stripes[i].heap[z];

			info->splits += load_relaxed(&heap->nr_splits);
			info->merges += load_relaxed(&heap->nr_merges);
		}
}

/* What a thread may hold, in objects and quarantined runs. */
static uint64_t cached_limit(void)
{
	uint64_t quarantine = harden_on(HARDEN_QUARANTINE) ? QUARANTINE_BYTES :
							     0;

	return stacks_limit() + REMOTE_BYTES + quarantine;
}

void snapshot_heap(struct buddy_info *info)
{
	struct thread_usage threads = registry_usage();
	uint64_t in_use = 0, dirty = 0;
	struct out out;

	*info = (struct buddy_info){
		.nr_orders = NR_PAGE_ORDERS,
		.nr_zones = NR_ZONES,
		.arena_base = arena_base,
		.arena_bytes = arena.bytes,
		.nr_stripes = stripes_open(),
		.nr_threads = threads.nr_threads,
		.pcp_pages = threads.pcp_pages,
		.cached_bytes = threads.bytes,
		.cached_limit = cached_limit(),
		.lost_bytes =
			threads.lost_bytes + (threads.lost_pages << PAGE_SHIFT),
		.metadata_bytes = arena_own_bytes(),
		.foreign_frees = misuse_foreign_count(),
		.purged_pages = purge_total(),
		.limit_bytes = load_relaxed(&charge_limit) << PAGE_SHIFT,
	};
	for (unsigned z = 0; z < NR_ZONES; z++) {
		snapshot_zone(z, &info->zone[z]);
		in_use += less(info->zone[z].present_pages,
			       info->zone[z].free_pages);
		dirty += info->zone[z].dirty_pages;
		info->metadata_bytes +=
			arena_record_bytes(info->zone[z].present_pages);
	}
	info->charged_bytes =
		((in_use + dirty) << PAGE_SHIFT) + info->metadata_bytes;
	out = snapshot_slabs(info);
	info->run_pages = threads.tally.run_pages;
	info->in_flight_pages =
		(int64_t)(in_use - info->slab_pages - info->pcp_pages -
			  info->run_pages - threads.lost_pages);
	info->user_bytes = less(out.bytes + (info->run_pages << PAGE_SHIFT),
				info->cached_bytes + threads.lost_bytes);
	snapshot_tally(info, &threads.tally,
		       less(out.objects,
			    threads.objects + threads.lost_objects));
}

/*
 * The head of the run that holds a page in use of a split block.  The walk
 * goes over what is others', so the block's stripe is locked.
 */
static pfn_t find_head(pfn_t pfn)
{
	pfn_t head = block_start(pfn);

	while (head <= pfn) {
		unsigned order = free_map_order(head);
		uint32_t nr = order < MAX_ORDER ? 1u << order :
						  pfn_to_page(head)->nr_pages;

		if (!nr || pfn < head + nr)
			break;
		head += nr;
	}
	return head;
}

static void describe_head(pfn_t head, struct buddy_page *page)
{
	const struct page *p = pfn_to_page(head);

	page->head_pfn = head;
	page->nr_pages = p->nr_pages;
	page->order = p->nr_pages ? log2_ceil(p->nr_pages) : 0;
	page->flags = load_relaxed(&p->flags) & ~(unsigned)PG_HEAD;
}

static void describe_free(pfn_t pfn, unsigned order, struct buddy_page *page)
{
	page->head_pfn = pfn & ~((1u << order) - 1);
	page->nr_pages = 1u << order;
	page->order = order;
	page->flags = PG_BUDDY;
}

static void describe_used(pfn_t pfn, struct buddy_page *page)
{
	const struct block *b = pfn_to_block(pfn);
	struct stripe *s = stripe_lock_owner(pfn);
	pfn_t head = b->run_pfn;

	if (s) {
		head = find_head(pfn);
		/* The tail of a long run is typed as nobody's. */
		if (load_relaxed(&pfn_to_page(head)->flags) == PG_HEAD)
			head = b->run_pfn;
	}
	describe_head(head, page);
	if (s)
		lock_release(&s->lock);
}

static void describe_present(pfn_t pfn, struct buddy_page *page)
{
	unsigned order = free_map_order(pfn);

	if (order <= MAX_ORDER)
		describe_free(pfn, order, page);
	else
		describe_used(pfn, page);
	if (page->head_pfn == pfn)
		page->flags |= PG_HEAD;
	if (block_any_dirty(pfn, 1))
		page->flags |= PG_DIRTY;
}

static void name_flags(struct buddy_page *page)
{
	static const char *const names[] = { "buddy",	 "head",      "slab",
					     "run",	 "pcp",	      "dirty",
					     "reserved", "quarantine" };
	struct fmt f = fmt_init(page->flag_names, sizeof(page->flag_names));

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (page->flags >> i & 1)
			fmt_print(&f, "%s%s", f.len ? "," : "", names[i]);
}

void snapshot_page(const void *addr, struct buddy_page *page)
{
	pfn_t pfn = addr_to_pfn(addr);
	enum zone_id zone = zone_of(pfn);

	*page = (struct buddy_page){ .pfn = pfn, .zone = zone };
	copy_name(page->zone_name, sizeof(page->zone_name), zones[zone].name);
	if (zone_present(pfn)) {
		describe_present(pfn, page);
	} else {
		page->head_pfn = pfn;
		page->nr_pages = 1;
		page->flags = PG_RESERVED;
	}
	name_flags(page);
}
