/* SPDX-License-Identifier: MIT */
/*
 * show/slabinfo.c - size classes, as in /proc/slabinfo
 */
#include "show/procfs.h"

#include <inttypes.h>

/* Objects may be counted in a cache before they are counted out. */
static uint64_t active_objects(const struct heap_class *class)
{
	return less(class->nr_out, class->nr_cached);
}

void show_slabinfo(FILE *out, const struct heap *h)
{
	fputs("slabinfo - version: 2.1\n"
	      "# name            <active_objs> <num_objs> <objsize> "
	      "<objperslab> <pagesperslab> : tunables <limit> <batchcount> "
	      "<sharedfactor> : slabdata <active_slabs> <num_slabs> "
	      "<sharedavail>\n",
	      out);
	for (unsigned i = 0; i < h->nr_classes; i++) {
		const struct heap_class *class = &h->class[i];
		char name[24];

		snprintf(name, sizeof(name), "buddy-%" PRIu32, class->size);
		fprintf(out, "%-17s %6" PRIu64 " %6" PRIu64, name,
			active_objects(class),
			class->nr_slabs * class->nr_objects);
		fprintf(out, " %6" PRIu32 " %4" PRIu32 " %4" PRIu32,
			class->size, class->nr_objects, class->slab_pages);
		fprintf(out, " : tunables %4u %4u %4u", 0, 0, 0);
		fprintf(out, " : slabdata %6" PRIu64 " %6" PRIu64 " %6u\n",
			class->nr_slabs, class->nr_slabs, 0);
	}
}
