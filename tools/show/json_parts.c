/* SPDX-License-Identifier: MIT */
/*
 * show/json_parts.c - the parts of a heap as JSON arrays
 */
#include "show/json_parts.h"

#include "show/fragmentation.h"
#include "show/json_value.h"
#include "show/text.h"

static void put_orders(json_t *object, const struct buddy_info *info,
		       unsigned z)
{
	const struct buddy_zone_info *zone = &info->zone[z];
	json_t *unusable = json_array(), *extfrag = json_array();

	for (unsigned o = 0; o < info->nr_orders; o++) {
		json_array_append_new(
			unusable, json_integer(zone->unusable_free_index[o]));
		json_array_append_new(
			extfrag, json_integer(zone->fragmentation_index[o]));
	}
	json_put(object, "free_blocks",
		 json_counts(zone->nr_free, info->nr_orders));
	json_put(object, "unusable_index_thousandths", unusable);
	json_put(object, "extfrag_index_thousandths", extfrag);
}

static json_t *zone_object(const struct heap *h, const struct pages *p,
			   unsigned z)
{
	static const struct figure figures[] = {
		FIGURE("start_pfn", buddy_zone_info, start_pfn),
		FIGURE("spanned_pages", buddy_zone_info, spanned_pages),
		FIGURE("present_pages", buddy_zone_info, present_pages),
		FIGURE("managed_pages", buddy_zone_info, managed_pages),
		FIGURE("free_pages", buddy_zone_info, free_pages),
		FIGURE("dirty_pages", buddy_zone_info, dirty_pages),
		FIGURE("watermark_min_pages", buddy_zone_info, watermark_min),
		FIGURE("watermark_low_pages", buddy_zone_info, watermark_low),
		FIGURE("watermark_high_pages", buddy_zone_info, watermark_high),
	};
	const struct buddy_zone_info *zone = &h->info.zone[z];
	json_t *object = json_object();

	json_put(object, "name", json_string(TEXT_NAME(zone->name).s));
	json_put_figures(object, zone, figures, NR(figures));
	json_put(object, "protection_pages",
		 json_counts(zone->protection, h->info.nr_zones));
	json_put(object, "virgin_blocks", json_count(h->virgin_blocks[z]));
	json_put(object, "largest_free_bytes",
		 json_count(largest_free(h, p, z)));
	put_orders(object, &h->info, z);
	return object;
}

json_t *json_zones(const struct heap *h, const struct pages *p)
{
	json_t *array = json_array();

	for (unsigned z = 0; z < h->info.nr_zones; z++)
		json_array_append_new(array, zone_object(h, p, z));
	return array;
}

json_t *json_classes(const struct heap *h)
{
	static const struct figure figures[] = {
		FIGURE("size_bytes", heap_class, size),
		FIGURE("objects_per_slab", heap_class, nr_objects),
		FIGURE("pages_per_slab", heap_class, slab_pages),
		FIGURE("slabs", heap_class, nr_slabs),
		FIGURE("objects_out", heap_class, nr_out),
		FIGURE("objects_cached", heap_class, nr_cached),
		FIGURE("unused_pages", heap_class, unused_pages),
	};
	json_t *array = json_array();

	for (unsigned i = 0; i < h->nr_classes; i++) {
		json_t *object = json_object();

		json_put_figures(object, &h->class[i], figures, NR(figures));
		json_array_append_new(array, object);
	}
	return array;
}

json_t *json_stripes(const struct heap *h)
{
	static const struct figure figures[] = {
		FIGURE("threads", heap_stripe, nr_threads),
		FIGURE("free_pages", heap_stripe, free_pages),
		FIGURE("dirty_pages", heap_stripe, dirty_pages),
		FIGURE("slab_pages", heap_stripe, slab_pages),
		FIGURE("splits", heap_stripe, splits),
		FIGURE("merges", heap_stripe, merges),
	};
	json_t *array = json_array();

	for (unsigned i = 0; i < h->nr_stripes; i++) {
		json_t *object = json_object(), *parts = json_array();

		json_put_figures(object, &h->stripe[i], figures, NR(figures));
		for (unsigned z = 0; z < h->info.nr_zones; z++)
			json_array_append_new(parts,
					      json_counts(h->stripe[i].parts[z],
							  h->info.nr_orders));
		json_put(object, "free_blocks_by_zone", parts);
		json_array_append_new(array, object);
	}
	return array;
}

json_t *json_threads(const struct heap *h)
{
	static const struct figure figures[] = {
		FIGURE("stripe", heap_thread, stripe),
		FIGURE("cached_objects", heap_thread, objects),
		FIGURE("cached_bytes", heap_thread, bytes),
		FIGURE("remote_objects", heap_thread, remote_objects),
		FIGURE("page_cache_pages", heap_thread, pcp_pages),
		FIGURE("page_cache_high_pages", heap_thread, pcp_high),
		FIGURE("allocs", heap_thread, allocs),
	};
	json_t *array = json_array();

	for (unsigned i = 0; i < h->nr_threads; i++) {
		json_t *object;

		if (!h->thread[i].live)
			continue;
		object = json_object();
		json_put(object, "index", json_integer(i));
		json_put_figures(object, &h->thread[i], figures, NR(figures));
		json_array_append_new(array, object);
	}
	return array;
}
