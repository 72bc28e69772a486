/* SPDX-License-Identifier: MIT */
/*
 * show/resident.c - the memory a heap occupies against the bytes in use
 */
#include "show/resident.h"

#include <inttypes.h>

/*
 * What of a slab is resident cannot be told object by object.  So its accounts
 * come in whole, and the pages that are not resident go off in one sum.
 */
struct excess excess_of(const struct heap *h, const struct residency *r)
{
	struct accounts a = accounts_of(h);
	uint64_t slabs =
		a.objects + a.cached_objects + a.lost_objects + a.slab_slack;

	return (struct excess){
		.in_use = (int64_t)a.in_use,
		.free_dirty = (int64_t)r->state[PAGE_FREE_DIRTY],
		.free_clean = (int64_t)r->state[PAGE_FREE_CLEAN],
		.page_caches = (int64_t)r->state[PAGE_PCP],
		.object_caches = (int64_t)a.cached_objects,
		.lost_objects = (int64_t)a.lost_objects,
		.slab_slack = (int64_t)a.slab_slack,
		.slabs_absent = (int64_t)(r->state[PAGE_SLAB] - slabs),
		.runs_absent = (int64_t)(r->state[PAGE_RUN] - a.runs),
		.in_flight = (int64_t)r->state[PAGE_IN_FLIGHT],
		.metadata = (int64_t)r->metadata,
		.resident = (int64_t)r->total,
	};
}

static void show_state(FILE *out, const char *name, uint64_t held,
		       uint64_t resident)
{
	fprintf(out, "%-24s %15" PRIu64 " %15" PRIu64 " %15" PRId64 "\n", name,
		held, resident, (int64_t)(held - resident));
}

static void show_states(FILE *out, const struct heap *h, const struct pages *p,
			const struct residency *r)
{
	static const struct {
		enum page_state state;
		const char *name;
	} rows[] = {
		{ PAGE_FREE_CLEAN, "free, clean" },
		{ PAGE_FREE_DIRTY, "free, dirty" },
		{ PAGE_PCP, "page caches" },
		{ PAGE_SLAB, "slabs" },
		{ PAGE_RUN, "runs" },
		{ PAGE_IN_FLIGHT, "in flight" },
	};
	uint64_t count[NR_PAGE_STATES], held = h->info.metadata_bytes;

	pages_count(p, count);
	fprintf(out, "%-24s %15s %15s %15s\n", "Bytes by state", "held",
		"resident", "not resident");
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		show_state(out, rows[i].name, count[rows[i].state] * PAGE_BYTES,
			   r->state[rows[i].state]);
		held += count[rows[i].state] * PAGE_BYTES;
	}
	show_state(out, "metadata", h->info.metadata_bytes, r->metadata);
	show_state(out, "sum", held, r->total);
	fprintf(out, "%-24s %15" PRIu64 "\n", "swapped out", r->swapped);
}

static void show_step(FILE *out, const char *name, int64_t bytes)
{
	fprintf(out, "%-24s %+15" PRId64 "\n", name, bytes);
}

void show_resident(FILE *out, const struct heap *h, const struct pages *p,
		   const struct residency *r)
{
	struct excess e = excess_of(h, r);

	show_states(out, h, p, r);
	fprintf(out, "\n%-24s %15s\n", "From in use to resident", "bytes");
	fprintf(out, "%-24s %15" PRId64 "\n", "in use", e.in_use);
	show_step(out, "  free, dirty", e.free_dirty);
	show_step(out, "  free, clean", e.free_clean);
	show_step(out, "  page caches", e.page_caches);
	show_step(out, "  object caches", e.object_caches);
	show_step(out, "  lost objects", e.lost_objects);
	show_step(out, "  slab slack", e.slab_slack);
	show_step(out, "  slabs, not resident", e.slabs_absent);
	show_step(out, "  runs, not resident", e.runs_absent);
	show_step(out, "  in flight", e.in_flight);
	show_step(out, "  metadata", e.metadata);
	fprintf(out, "%-24s %15" PRId64 "\n", "resident", e.resident);
}
