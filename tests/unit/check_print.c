/* SPDX-License-Identifier: MIT */
/*
 * unit/check_print.c - figures in the shapes of /proc
 */
#include "info/print.h"
#include "os/count.h"
#include "support/heap.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

static struct buddy_info info;
static char text[PRINT_BYTES];
static struct fmt f;

static void setup(void)
{
	info = (struct buddy_info){ .nr_orders = 11, .nr_zones = 3 };
	strcpy(info.zone[0].name, "DMA");
	strcpy(info.zone[1].name, "DMA32");
	strcpy(info.zone[2].name, "Normal");
	f = fmt_init(text, sizeof(text));
}

START_TEST(test_buddyinfo_is_the_kernels_format)
{
	static const uint64_t dma[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3 };
	static const uint64_t dma32[] = { 1, 1, 4, 2, 5, 4, 3, 3, 4, 2, 752 };

	info.zone[0].present_pages = info.zone[1].present_pages = 4096;
	memcpy(info.zone[0].nr_free, dma, sizeof(dma));
	memcpy(info.zone[1].nr_free, dma32, sizeof(dma32));
	print_buddyinfo(&f, &info);
	ck_assert_str_eq(text, "Node 0, zone      DMA      0      0      0"
			       "      0      0      0      0      0      1"
			       "      1      3 \n"
			       "Node 0, zone    DMA32      1      1      4"
			       "      2      5      4      3      3      4"
			       "      2    752 \n");
}
END_TEST

START_TEST(test_buddyinfo_leaves_out_unpopulated_zones)
{
	info.zone[1].spanned_pages = 1;
	info.zone[2].present_pages = 1;
	print_buddyinfo(&f, &info);
	ck_assert_ptr_eq(strstr(text, "Node 0, zone   Normal "), text);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
}
END_TEST

START_TEST(test_buddyinfo_with_wide_numbers)
{
	info.nr_orders = 2;
	info.zone[0].present_pages = 1;
	info.zone[0].nr_free[0] = 123456;
	info.zone[0].nr_free[1] = 12345678;
	print_buddyinfo(&f, &info);
	ck_assert_str_eq(text, "Node 0, zone      DMA 123456 12345678 \n");
}
END_TEST

/* Whether both texts have the same words, numbers aside. */
START_TEST(test_buddyinfo_parses_like_the_kernels)
{
	char line[512], zone[16];
	FILE *proc = fopen("/proc/buddyinfo", "r");
	int node, at;

	if (!proc)
		return;
	if (fgets(line, sizeof(line), proc))
		ck_assert_int_eq(sscanf(line, "Node %d, zone %15s%n", &node,
					zone, &at),
				 2);
	fclose(proc);
	info.zone[1].present_pages = 1;
	print_buddyinfo(&f, &info);
	ck_assert_int_eq(sscanf(text, "Node %d, zone %15s%n", &node, zone, &at),
			 2);
	ck_assert_str_eq(zone, "DMA32");
	for (unsigned o = 0; o < info.nr_orders; o++) {
		unsigned long n = 1;
		int used = 0;

		ck_assert_int_eq(sscanf(text + at, "%lu%n", &n, &used), 1);
		ck_assert_uint_eq(n, 0);
		at += used;
	}
	ck_assert_str_eq(text + at, " \n");
}
END_TEST

START_TEST(test_summary_says_where_the_memory_is)
{
	info.zone[1].spanned_pages = info.zone[1].present_pages = 1024;
	info.zone[1].free_pages = 256;
	info.zone[1].dirty_pages = 16;
	info.zone[1].unusable_free_index[1] = 1000;
	info.user_bytes = 2 << 20;
	info.cached_bytes = 64 << 10;
	info.slab_pages = 32;
	info.nr_stripes = 4;
	info.nr_threads = 2;
	print_summary(&f, &info);
	ck_assert(strstr(text, "present 4096 kB"));
	ck_assert(strstr(text, "free 1024 kB (dirty 64 kB)"));
	ck_assert(strstr(text, "user 2048 kB"));
	ck_assert(strstr(text, "cached 64 kB"));
	ck_assert(strstr(text, "slabs 128 kB"));
	ck_assert(strstr(text, "stripes 4"));
	ck_assert(strstr(text, "threads 2"));
	ck_assert(strstr(text, "DMA32 0.000 1.000 0.000"));
	ck_assert_ptr_null(strstr(text, "lost"));
}
END_TEST

START_TEST(test_summary_tells_of_losses)
{
	info.lost_bytes = 5 << 10;
	info.foreign_frees = 7;
	print_summary(&f, &info);
	ck_assert(strstr(text, "lost in fork 5 kB"));
	ck_assert(strstr(text, "foreign pointers 7"));
}
END_TEST

START_TEST(test_the_widest_figures_fit)
{
	memset(&info, 0xff, sizeof(info));
	info.nr_orders = BUDDY_INFO_ORDERS;
	info.nr_zones = BUDDY_INFO_ZONES;
	for (int z = 0; z < BUDDY_INFO_ZONES; z++) {
		memset(info.zone[z].name, 'W', sizeof(info.zone[z].name));
		info.zone[z].name[sizeof(info.zone[z].name) - 1] = '\0';
	}
	print_buddyinfo(&f, &info);
	ck_assert_uint_lt(f.len, PRINT_BYTES - 1);
	f = fmt_init(text, sizeof(text));
	print_summary(&f, &info);
	ck_assert_uint_lt(f.len, PRINT_BYTES - 1);
}
END_TEST

START_TEST(test_counts_are_a_name_and_a_number)
{
	static const char *const names[] = { "calls",	    "lines",
					     "lines_moved", "looks",
					     "class",	    "class_waited",
					     "class_moved", "arena_moved" };
	unsigned long n;

	count_n(COUNT_CALLS, 12345);
	print_counts(&f);
	ck_assert_int_eq(sscanf(text, "count calls %lu", &n), 1);
	ck_assert_uint_ge(n, 12345);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char line[64];

		snprintf(line, sizeof(line), "count %s ", names[i]);
		ck_assert_ptr_nonnull(strstr(text, line));
	}
	ck_assert_uint_lt(f.len, PRINT_BYTES / 2);
}
END_TEST

static Suite *print_suite(void)
{
	Suite *s = suite_create("print");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_buddyinfo_is_the_kernels_format);
	tcase_add_test(core, test_buddyinfo_leaves_out_unpopulated_zones);
	tcase_add_test(core, test_buddyinfo_parses_like_the_kernels);
	tcase_add_test(core, test_summary_says_where_the_memory_is);
	tcase_add_test(core, test_summary_tells_of_losses);
	tcase_add_test(core, test_counts_are_a_name_and_a_number);
	tcase_add_test(limits, test_buddyinfo_with_wide_numbers);
	tcase_add_test(limits, test_the_widest_figures_fit);
	return s;
}

int main(void)
{
	return suite_run(print_suite());
}
