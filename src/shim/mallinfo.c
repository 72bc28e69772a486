/* SPDX-License-Identifier: MIT */
/*
 * shim/mallinfo.c - libc's questions about the heap, answered for this one
 */
#include "shim/libc.h"

#include "info/print.h"
#include "os/text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

enum { PAGE = 4096 };

/* Sums over the zones. */
struct totals {
	size_t present, free, dirty, blocks;
};

static struct totals sum_zones(const struct buddy_info *info)
{
	struct totals t = { 0 };

	for (unsigned z = 0; z < info->nr_zones; z++) {
		t.present += info->zone[z].present_pages * PAGE;
		t.free += info->zone[z].free_pages * PAGE;
		t.dirty += info->zone[z].dirty_pages * PAGE;
		for (unsigned o = 0; o < info->nr_orders; o++)
			t.blocks += info->zone[z].nr_free[o];
	}
	return t;
}

/*
 * arena: bytes present.  ordblks: free blocks of the buddy heap.  uordblks:
 * bytes in use.  fordblks: all others.  keepcost: what malloc_trim can give
 * back at once.  Runs are part of the one arena, so hblks is 0.
 */
EXPORT struct mallinfo2 mallinfo2(void)
{
	struct buddy_info info;
	struct totals t;

	buddy_info(&info, sizeof(info));
	t = sum_zones(&info);
	return (struct mallinfo2){
		.arena = t.present,
		.ordblks = t.blocks,
		.fsmblks = info.cached_bytes,
		.uordblks = info.user_bytes,
		.fordblks = t.present > info.user_bytes ?
				    t.present - info.user_bytes :
				    0,
		.keepcost = t.dirty,
	};
}

static int clamp(size_t n)
{
	return n > INT_MAX ? INT_MAX : (int)n;
}

EXPORT struct mallinfo mallinfo(void)
{
	struct mallinfo2 m = mallinfo2();

	return (struct mallinfo){
		.arena = clamp(m.arena),
		.ordblks = clamp(m.ordblks),
		.fsmblks = clamp(m.fsmblks),
		.uordblks = clamp(m.uordblks),
		.fordblks = clamp(m.fordblks),
		.keepcost = clamp(m.keepcost),
	};
}

/* The parameters are those of another design; none has a meaning here. */
EXPORT int mallopt(int param, int value)
{
	(void)param;
	(void)value;
	return 1;
}

EXPORT int malloc_trim(size_t pad)
{
	return buddy_trim(pad);
}

EXPORT void malloc_stats(void)
{
	char text[PRINT_BYTES];
	struct fmt f = fmt_init(text, sizeof(text));
	struct buddy_info info;

	buddy_info(&info, sizeof(info));
	print_buddyinfo(&f, &info);
	print_summary(&f, &info);
	os_write(2, text, f.len);
}

static void print_zone(struct fmt *f, const struct buddy_zone_info *zone,
		       unsigned nr_orders)
{
	fmt_print(f, "<zone name=\"%s\" present=\"%lu\" free=\"%lu\">\n",
		  zone->name, (unsigned long)zone->present_pages * PAGE,
		  (unsigned long)zone->free_pages * PAGE);
	for (unsigned o = 0; o < nr_orders; o++)
		fmt_print(f, "<free order=\"%u\" count=\"%lu\"/>\n", o,
			  (unsigned long)zone->nr_free[o]);
	fmt_print(f, "</zone>\n");
}

EXPORT int malloc_info(int options, FILE *stream)
{
	char text[PRINT_BYTES];
	struct fmt f = fmt_init(text, sizeof(text));
	struct buddy_info info;

	if (options)
		return EINVAL;
	buddy_info(&info, sizeof(info));
	fmt_print(&f, "<malloc version=\"libbuddy-1\">\n");
	for (unsigned z = 0; z < info.nr_zones; z++)
		if (info.zone[z].spanned_pages)
			print_zone(&f, &info.zone[z], info.nr_orders);
	fmt_print(&f, "<total type=\"user\" size=\"%lu\"/>\n",
		  (unsigned long)info.user_bytes);
	fmt_print(&f, "<total type=\"cached\" size=\"%lu\"/>\n</malloc>\n",
		  (unsigned long)info.cached_bytes);
	return fputs(text, stream) < 0 ? errno : 0;
}
