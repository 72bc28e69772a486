/* SPDX-License-Identifier: MIT */
/*
 * tools/check_buddyinfo.c - free blocks by order, as in /proc/buddyinfo
 */
#include "show/procfs.h"
#include "support/suite.h"
#include "tools/output.h"
#include "tools/sample.h"

#include <string.h>

static struct heap heap;
static struct buddy_zone_info *zone;

static void setup(void)
{
	heap = (struct heap){ .info = { .nr_orders = 11, .nr_zones = 3 } };
	zone = heap.info.zone;
	strcpy(zone[0].name, "DMA");
	strcpy(zone[1].name, "DMA32");
	strcpy(zone[2].name, "Normal");
}

START_TEST(test_a_kernels_lines)
{
	static const uint64_t dma[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3 };
	static const uint64_t dma32[] = { 1, 1, 4, 2, 5, 4, 3, 3, 4, 2, 752 };

	zone[0].present_pages = zone[1].present_pages = 4096;
	memcpy(zone[0].nr_free, dma, sizeof(dma));
	memcpy(zone[1].nr_free, dma32, sizeof(dma32));
	ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, false)),
			 "Node 0, zone      DMA      0      0      0      0   "
			 "   0      0      0      0      1      1      3 \n"
			 "Node 0, zone    DMA32      1      1      4      2   "
			 "   5      4      3      3      4      2    752 \n");
}
END_TEST

/* The kernel's own file, read and shown again, is the same. */
START_TEST(test_the_kernels_own_file)
{
	char line[512], name[16];
	FILE *proc = fopen("/proc/buddyinfo", "r");

	while (proc && fgets(line, sizeof(line), proc)) {
		int node, at, n;
		unsigned o = 0;

		setup();
		ck_assert_int_eq(sscanf(line, "Node %d, zone %15s%n", &node,
					name, &at),
				 2);
		if (node || strlen(name) >= sizeof(zone[0].name))
			continue;
		strcpy(zone[0].name, name);
		zone[0].present_pages = 1;
		while (o < BUDDY_INFO_ORDERS &&
		       sscanf(line + at, "%lu%n", &zone[0].nr_free[o], &n) == 1)
			o++, at += n;
		heap.info.nr_orders = o;
		ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, false)),
				 line);
	}
	if (proc)
		fclose(proc);
}
END_TEST

/*
 * The example of the encyclopedias: a memory of 1024 KiB, whose smallest block
 * is 64 KiB.  A asks for 34 KiB, B for 66, C for 35 and D for 67; then B, D, A
 * and C are freed.
 */
START_TEST(test_textbook)
{
	static const struct {
		uint64_t nr_free[5];
		const char *line;
	} steps[] = {
		{ { 0, 0, 0, 0, 1 }, "0      0      0      0      1" },
		{ { 1, 1, 1, 1, 0 }, "1      1      1      1      0" },
		{ { 1, 0, 1, 1, 0 }, "1      0      1      1      0" },
		{ { 0, 0, 1, 1, 0 }, "0      0      1      1      0" },
		{ { 0, 1, 0, 1, 0 }, "0      1      0      1      0" },
		{ { 0, 2, 0, 1, 0 }, "0      2      0      1      0" },
		{ { 0, 1, 1, 1, 0 }, "0      1      1      1      0" },
		{ { 1, 1, 1, 1, 0 }, "1      1      1      1      0" },
		{ { 0, 0, 0, 0, 1 }, "0      0      0      0      1" },
	};
	char line[128];

	heap.info.nr_orders = 5;
	zone[0].present_pages = 16;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		memcpy(zone[0].nr_free, steps[i].nr_free,
		       sizeof(steps[i].nr_free));
		snprintf(line, sizeof(line), "Node 0, zone      DMA      %s \n",
			 steps[i].line);
		ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, false)),
				 line);
	}
}
END_TEST

START_TEST(test_zones_without_present_memory)
{
	zone[1].spanned_pages = zone[2].spanned_pages = 8192;
	zone[2].present_pages = 1024;
	zone[2].nr_free[10] = 1;
	ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, false)),
			 "Node 0, zone   Normal      0      0      0      0   "
			 "   0      0      0      0      0      0      1 \n");
}
END_TEST

START_TEST(test_virgin_blocks)
{
	zone[1].spanned_pages = zone[2].spanned_pages = 8192;
	zone[2].present_pages = 1024;
	zone[2].nr_free[10] = 1;
	heap.virgin_blocks[1] = 8;
	heap.virgin_blocks[2] = 262144;
	ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, true)),
			 "Node 0, zone    DMA32      0      0      0      0   "
			 "   0      0      0      0      0      0      8 \n"
			 "Node 0, zone   Normal      0      0      0      0   "
			 "   0      0      0      0      0      0 262145 \n");
}
END_TEST

START_TEST(test_no_heap_and_no_zone)
{
	ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, true)), "");
	heap = (struct heap){ .present = 0 };
	ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, false)), "");
}
END_TEST

START_TEST(test_wide_numbers_and_hostile_names)
{
	heap.info.nr_orders = 2;
	zone[0].present_pages = 1;
	zone[0].nr_free[0] = UINT64_MAX;
	zone[0].nr_free[1] = UINT64_C(1) << 40;
	memcpy(zone[0].name, "\x1b[31m6789012", sizeof(zone[0].name));
	ck_assert_str_eq(OUTPUT(show_buddyinfo(out, &heap, false)),
			 "Node 0, zone ?[31m6789012 18446744073709551615 "
			 "1099511627776 \n");
}
END_TEST

static Suite *buddyinfo_suite(void)
{
	Suite *s = suite_create("buddyinfo");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_a_kernels_lines);
	tcase_add_test(core, test_the_kernels_own_file);
	tcase_add_test(core, test_textbook);
	tcase_add_test(core, test_zones_without_present_memory);
	tcase_add_test(core, test_virgin_blocks);
	tcase_add_test(limits, test_no_heap_and_no_zone);
	tcase_add_test(limits, test_wide_numbers_and_hostile_names);
	return s;
}

int main(void)
{
	return suite_run(buddyinfo_suite());
}
