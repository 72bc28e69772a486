/* SPDX-License-Identifier: MIT */
/*
 * show/json.c - every figure of a heap as one JSON object
 */
#include "show/json.h"

#include "show/accounts.h"
#include "show/json_parts.h"
#include "show/json_value.h"
#include "show/resident.h"
#include "show/text.h"

#include <inttypes.h>
#include <stdint.h>

static json_t *process_object(const struct process *process)
{
	static const struct figure figures[] = {
		FIGURE("uid", process, uid),
		FIGURE("rss_bytes", process, rss_bytes),
		FIGURE("minor_faults", process, minor_faults),
		FIGURE("major_faults", process, major_faults),
	};
	json_t *object = json_object();

	json_put(object, "name", json_string(TEXT_NAME(process->name).s));
	if (process->pid) { /* a core tells none of these */
		json_put(object, "pid", json_integer(process->pid));
		json_put_figures(object, process, figures, NR(figures));
	}
	return object;
}

static json_t *heap_object(const struct heap *h)
{
	static const struct figure figures[] = {
		FIGURE("arena_bytes", buddy_info, arena_bytes),
		FIGURE("orders", buddy_info, nr_orders),
		FIGURE("stripes", buddy_info, nr_stripes),
		FIGURE("threads", buddy_info, nr_threads),
		FIGURE("slab_pages", buddy_info, slab_pages),
		FIGURE("run_pages", buddy_info, run_pages),
		FIGURE("page_cache_pages", buddy_info, pcp_pages),
		FIGURE("cached_bytes", buddy_info, cached_bytes),
		FIGURE("cached_limit_bytes", buddy_info, cached_limit),
		FIGURE("lost_bytes", buddy_info, lost_bytes),
		FIGURE("user_bytes", buddy_info, user_bytes),
		FIGURE("metadata_bytes", buddy_info, metadata_bytes),
		FIGURE("limit_bytes", buddy_info, limit_bytes),
		FIGURE("charged_bytes", buddy_info, charged_bytes),
		FIGURE("foreign_frees", buddy_info, foreign_frees),
		FIGURE("purged_pages", buddy_info, purged_pages),
		FIGURE("allocs", buddy_info, allocs),
		FIGURE("frees", buddy_info, frees),
		FIGURE("splits", buddy_info, splits),
		FIGURE("merges", buddy_info, merges),
	};
	json_t *object = json_object();
	char base[24];

	/* An address is more than a number of a script may hold. */
	snprintf(base, sizeof(base), "0x%" PRIx64, h->info.arena_base);
	json_put(object, "arena_base", json_string(base));
	json_put_figures(object, &h->info, figures, NR(figures));
	json_put(object, "present_pages", json_count(h->present));
	json_put(object, "free_pages", json_count(h->free));
	json_put(object, "dirty_pages", json_count(h->dirty));
	json_put(object, "in_flight_pages",
		 json_integer(h->info.in_flight_pages));
	json_put(object, "exact", json_boolean(h->exact));
	json_put(object, "taken_seconds", json_real(h->taken));
	return object;
}

static json_t *accounts_object(const struct heap *h)
{
	static const struct figure figures[] = {
		FIGURE("present_bytes", accounts, present),
		FIGURE("free_bytes", accounts, free),
		FIGURE("free_block_bytes", accounts, free_blocks),
		FIGURE("slab_slack_bytes", accounts, slab_slack),
		FIGURE("in_use_bytes", accounts, in_use),
		FIGURE("object_bytes", accounts, objects),
		FIGURE("run_bytes", accounts, runs),
		FIGURE("cached_bytes", accounts, cached),
		FIGURE("cached_object_bytes", accounts, cached_objects),
		FIGURE("cached_page_bytes", accounts, cached_pages),
		FIGURE("lost_bytes", accounts, lost),
	};
	struct accounts a = accounts_of(h);
	json_t *object = json_object();

	json_put_figures(object, &a, figures, NR(figures));
	json_put(object, "in_flight_bytes", json_integer(a.in_flight));
	return object;
}

static json_t *states_object(const uint64_t *count, uint64_t unit)
{
	static const char *const names[NR_PAGE_STATES] = {
		[PAGE_FREE_CLEAN] = "free_clean_bytes",
		[PAGE_FREE_DIRTY] = "free_dirty_bytes",
		[PAGE_PCP] = "page_cache_bytes",
		[PAGE_SLAB] = "slab_bytes",
		[PAGE_RUN] = "run_bytes",
		[PAGE_IN_FLIGHT] = "in_flight_bytes",
	};
	json_t *object = json_object();

	for (unsigned i = 0; i < NR_PAGE_STATES; i++)
		json_put(object, names[i], json_count(count[i] * unit));
	return object;
}

static json_t *held_object(const struct pages *p)
{
	uint64_t count[NR_PAGE_STATES];

	if (!p)
		return json_null();
	pages_count(p, count);
	return states_object(count, PAGE_BYTES);
}

static json_t *resident_object(const struct residency *r)
{
	json_t *object;

	if (!r)
		return json_null();
	object = states_object(r->state, 1);
	json_put(object, "metadata_bytes", json_count(r->metadata));
	json_put(object, "total_bytes", json_count(r->total));
	json_put(object, "swapped_bytes", json_count(r->swapped));
	return object;
}

static json_t *excess_object(const struct heap *h, const struct residency *r)
{
	json_t *object;
	struct excess e;

	if (!r)
		return json_null();
	e = excess_of(h, r);
	object = json_object();
	json_put(object, "in_use_bytes", json_integer(e.in_use));
	json_put(object, "free_dirty_bytes", json_integer(e.free_dirty));
	json_put(object, "free_clean_bytes", json_integer(e.free_clean));
	json_put(object, "page_cache_bytes", json_integer(e.page_caches));
	json_put(object, "object_cache_bytes", json_integer(e.object_caches));
	json_put(object, "lost_object_bytes", json_integer(e.lost_objects));
	json_put(object, "slab_slack_bytes", json_integer(e.slab_slack));
	json_put(object, "slab_absent_bytes", json_integer(e.slabs_absent));
	json_put(object, "run_absent_bytes", json_integer(e.runs_absent));
	json_put(object, "in_flight_bytes", json_integer(e.in_flight));
	json_put(object, "metadata_bytes", json_integer(e.metadata));
	json_put(object, "resident_bytes", json_integer(e.resident));
	return object;
}

void show_json(FILE *out, const struct json_source *source)
{
	const struct heap *h = source->heap;
	json_t *root = json_object();

	json_put(root, "process", process_object(source->process));
	json_put(root, "heap", heap_object(h));
	json_put(root, "accounts", accounts_object(h));
	json_put(root, "held", held_object(source->pages));
	json_put(root, "resident", resident_object(source->residency));
	json_put(root, "excess", excess_object(h, source->residency));
	json_put(root, "zones", json_zones(h, source->pages));
	json_put(root, "classes", json_classes(h));
	json_put(root, "stripes", json_stripes(h));
	json_put(root, "threads", json_threads(h));
	json_dumpf(root, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(root);
}
