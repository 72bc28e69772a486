/* SPDX-License-Identifier: MIT */
/*
 * tools/check_procfs.c - the shapes of pagetypeinfo, zoneinfo and slabinfo
 */
#include "show/procfs.h"
#include "support/suite.h"
#include "tools/output.h"
#include "tools/sample.h"

#include <string.h>

static struct heap *heap;
static struct pages *pages;

static void setup(void)
{
	heap = sample_heap();
	pages = sample_pages();
}

/* ---- pagetypeinfo ---------------------------------------------------------
 */

START_TEST(test_pagetypeinfo)
{
	ck_assert_str_eq(
		OUTPUT(show_pagetypeinfo(out, heap, pages)),
		"Page block order: 10\n"
		"Pages per block:  1024\n"
		"\n"
		"Free pages count per migrate type at order       0      1    "
		"  2      3      4      5      6      7      8      9     10 \n"
		"Node    0, zone   Normal, type        Clean      0      0    "
		"  1      1      2      2      2      2      1      2      1 \n"
		"Node    0, zone   Normal, type        Dirty      1      0    "
		"  0      0      0      0      0      0      0      0      0 \n"
		"\n"
		"Number of blocks type          Slab          Run        Mixed"
		"       Cached         Free \n"
		"Node 0, zone   Normal            1            1            0 "
		"           0            1 \n");
}
END_TEST

/* One dirty page makes a part dirty; clean and dirty add up to buddyinfo. */
START_TEST(test_pagetypeinfo_dirty_parts)
{
	const char *text;

	pages->zone[BUDDY_ZONE_NORMAL].page[2048 + 1023].state =
		PAGE_FREE_DIRTY;
	text = OUTPUT(show_pagetypeinfo(out, heap, pages));
	ck_assert_str_eq(
		output_line(text,
			    "Node    0, zone   Normal, type        Dirty"),
		"Node    0, zone   Normal, type        Dirty      1      0    "
		"  0      0      0      0      0      0      0      0      1 ");
}
END_TEST

START_TEST(test_pagetypeinfo_block_types)
{
	struct page_view *page = pages->zone[BUDDY_ZONE_NORMAL].page;
	const char *text;

	page[16].state = PAGE_RUN;
	page[1024].state = PAGE_IN_FLIGHT;
	for (unsigned i = 1024; i < 1280; i++)
		page[i].state = PAGE_IN_FLIGHT;
	page[2048].state = PAGE_RUN;
	text = OUTPUT(show_pagetypeinfo(out, heap, pages));
	ck_assert_str_eq(
		output_line(text, "Node 0, zone   Normal"),
		"Node 0, zone   Normal            0            1            1 "
		"           1            0 ");
}
END_TEST

/* What a walk through a busy heap may have seen must do no harm. */
START_TEST(test_pagetypeinfo_torn_pages)
{
	struct page_range *range = &pages->zone[BUDDY_ZONE_NORMAL];

	for (unsigned i = 0; i < SAMPLE_PAGES; i++) {
		range->page[i].state = PAGE_FREE_DIRTY;
		range->page[i].detail = (uint8_t)(i * 37);
	}
	range->page[SAMPLE_PAGES - 1].detail = 10;
	range->end -= 7;
	ck_assert_ptr_nonnull(
		strstr(OUTPUT(show_pagetypeinfo(out, heap, pages)), "Dirty"));
	range->end = range->start;
	ck_assert_str_eq(
		output_line(OUTPUT(show_pagetypeinfo(out, heap, pages)),
			    "Node 0, zone   Normal"),
		"Node 0, zone   Normal            0            0            0 "
		"           0            0 ");
}
END_TEST

/* ---- zoneinfo -------------------------------------------------------------
 */

static const char normal_lines[] = "Node 0, zone   Normal\n"
				   "  per-node stats\n"
				   "      nr_slab      16\n"
				   "      nr_run       256\n"
				   "      nr_pcp       3\n"
				   "      nr_purged    77\n"
				   "      nr_allocs    1000\n"
				   "      nr_frees     720\n"
				   "      nr_splits    12\n"
				   "      nr_merges    3\n"
				   "  pages free     2797\n"
				   "        min      30\n"
				   "        low      60\n"
				   "        high     90\n"
				   "        spanned  1048576\n"
				   "        present  3072\n"
				   "        managed  3072\n"
				   "        protection: (0, 0, 0)\n"
				   "      nr_free_pages 2797\n"
				   "      nr_free_pages_blocks 1024\n"
				   "      nr_dirty     1\n";

static const char pagesets[] = "  pagesets\n"
			       "    cpu: 0\n"
			       "              count:    3\n"
			       "              high:     16\n"
			       "              batch:    4\n"
			       "    cpu: 2\n"
			       "              count:    0\n"
			       "              high:     1024\n"
			       "              batch:    8\n"
			       "  start_pfn:           1048576\n";

START_TEST(test_zoneinfo)
{
	char expected[4096];

	snprintf(expected, sizeof(expected), "%s%s%s%s",
		 "Node 0, zone      DMA\n"
		 "  pages free     0\n"
		 "        min      10\n"
		 "        low      20\n"
		 "        high     30\n"
		 "        spanned  4096\n"
		 "        present  0\n"
		 "        managed  0\n"
		 "        protection: (0, 4080, 8176)\n"
		 "Node 0, zone    DMA32\n"
		 "  pages free     0\n"
		 "        min      20\n"
		 "        low      40\n"
		 "        high     60\n"
		 "        spanned  1044480\n"
		 "        present  0\n"
		 "        managed  0\n"
		 "        protection: (0, 0, 4096)\n",
		 normal_lines,
		 "      nr_zone_slab 16\n"
		 "      nr_zone_run  256\n"
		 "      nr_zone_pcp  3\n"
		 "      nr_zone_in_flight 0\n",
		 pagesets);
	ck_assert_str_eq(OUTPUT(show_zoneinfo(out, heap, pages)), expected);
}
END_TEST

START_TEST(test_zoneinfo_without_pages)
{
	const char *text = OUTPUT(show_zoneinfo(out, heap, NULL));

	ck_assert_ptr_nonnull(strstr(text, normal_lines));
	ck_assert_ptr_nonnull(strstr(text, pagesets));
	ck_assert_ptr_null(strstr(text, "nr_zone"));
}
END_TEST

START_TEST(test_zoneinfo_without_threads_and_zones)
{
	heap->nr_threads = 0;
	ck_assert_ptr_nonnull(strstr(OUTPUT(show_zoneinfo(out, heap, NULL)),
				     "  pagesets\n  start_pfn:"));
	*heap = (struct heap){ .present = 0 };
	ck_assert_str_eq(OUTPUT(show_zoneinfo(out, heap, NULL)), "");
}
END_TEST

/* ---- slabinfo -------------------------------------------------------------
 */

START_TEST(test_slabinfo)
{
	ck_assert_str_eq(
		OUTPUT(show_slabinfo(out, heap)),
		"slabinfo - version: 2.1\n"
		"# name            <active_objs> <num_objs> <objsize> "
		"<objperslab> <pagesperslab> : tunables <limit> <batchcount> "
		"<sharedfactor> : slabdata <active_slabs> <num_slabs> "
		"<sharedavail>\n"
		"buddy-16               0      0     16 1024    4 : tunables  "
		"  0    0    0 : slabdata      0      0      0\n"
		"buddy-112            280    584    112  292    8 : tunables  "
		"  0    0    0 : slabdata      2      2      0\n");
}
END_TEST

START_TEST(test_slabinfo_of_huge_and_torn_numbers)
{
	heap->class[0].nr_slabs = UINT64_C(1) << 40;
	heap->class[0].nr_out = 1;
	heap->class[0].nr_cached = 2;
	ck_assert_str_eq(
		output_line(OUTPUT(show_slabinfo(out, heap)), "buddy-16 "),
		"buddy-16               0 1125899906842624     16 1024    4 : "
		"tunables    0    0    0 : slabdata 1099511627776 "
		"1099511627776      0");
}
END_TEST

static Suite *procfs_suite(void)
{
	Suite *s = suite_create("procfs");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_pagetypeinfo);
	tcase_add_test(core, test_pagetypeinfo_dirty_parts);
	tcase_add_test(core, test_pagetypeinfo_block_types);
	tcase_add_test(limits, test_pagetypeinfo_torn_pages);
	tcase_add_test(core, test_zoneinfo);
	tcase_add_test(core, test_zoneinfo_without_pages);
	tcase_add_test(limits, test_zoneinfo_without_threads_and_zones);
	tcase_add_test(core, test_slabinfo);
	tcase_add_test(limits, test_slabinfo_of_huge_and_torn_numbers);
	return s;
}

int main(void)
{
	return suite_run(procfs_suite());
}
