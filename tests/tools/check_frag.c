/* SPDX-License-Identifier: MIT */
/*
 * tools/check_frag.c - the indices, and where resident memory goes
 */
#include "info/fragmentation.h"
#include "show/accounts.h"
#include "show/fragmentation.h"
#include "show/resident.h"
#include "support/suite.h"
#include "tools/output.h"
#include "tools/sample.h"

#include <inttypes.h>
#include <string.h>

enum { ORDERS = 11 };

static void expect(const uint64_t *nr_free, const int *unusable,
		   const int *extfrag)
{
	for (unsigned o = 0; o < ORDERS; o++) {
		ck_assert_int_eq(unusable_free_index(nr_free, ORDERS, o),
				 unusable[o]);
		ck_assert_int_eq(fragmentation_index(nr_free, ORDERS, o),
				 extfrag[o]);
	}
}

static const uint64_t machine[ORDERS] = { 503, 527, 416, 318, 465, 275,
					  242, 206, 138, 61,  129 };
static const uint64_t small[ORDERS] = { 1000, 200, 50, 10 };

START_TEST(test_indices_of_a_machine_in_use)
{
	static const int unusable[ORDERS] = { 0,  1,   5,   12,	 21, 50,
					      83, 142, 243, 377, 496 };
	static const int extfrag[ORDERS] = { -1000, -1000, -1000, -1000,
					     -1000, -1000, -1000, -1000,
					     -1000, -1000, -1000 };

	expect(machine, unusable, extfrag);
}
END_TEST

START_TEST(test_indices_of_small_blocks)
{
	static const int unusable[ORDERS] = { 0,    595,  833,	952,
					      1000, 1000, 1000, 1000,
					      1000, 1000, 1000 };
	static const int extfrag[ORDERS] = { -1000, -1000, -1000, -1000,
					     916,   958,   979,	  989,
					     994,   997,   998 };

	expect(small, unusable, extfrag);
}
END_TEST

START_TEST(test_indices_of_nothing_and_of_very_much)
{
	static const uint64_t nothing[ORDERS];
	static const uint64_t much[ORDERS] = { UINT64_C(1) << 48 };

	for (unsigned o = 0; o < ORDERS; o++) {
		ck_assert_int_eq(unusable_free_index(nothing, ORDERS, o), 1000);
		ck_assert_int_eq(fragmentation_index(nothing, ORDERS, o), 0);
	}
	ck_assert_int_eq(unusable_free_index(much, ORDERS, 10), 1000);
	ck_assert_int_eq(fragmentation_index(much, ORDERS, 10), 1000);
}
END_TEST

/* The textbook's memory, with A, B, C and D in it: 128 and 512 KiB are free. */
START_TEST(test_indices_of_the_textbook)
{
	static const uint64_t nr_free[5] = { 0, 1, 0, 1, 0 };
	static const int unusable[5] = { 0, 0, 200, 200, 1000 };
	static const int extfrag[5] = { -1000, -1000, -1000, -1000, 188 };

	for (unsigned o = 0; o < 5; o++) {
		ck_assert_int_eq(unusable_free_index(nr_free, 5, o),
				 unusable[o]);
		ck_assert_int_eq(fragmentation_index(nr_free, 5, o),
				 extfrag[o]);
	}
}
END_TEST

START_TEST(test_the_format_of_debugfs)
{
	struct heap *heap = sample_heap();
	struct buddy_zone_info *zone = heap->info.zone;

	zone[1].present_pages = 4096;
	memcpy(zone[1].nr_free, machine, sizeof(machine));
	memcpy(zone[2].nr_free, small, sizeof(small));
	sample_indices(&heap->info);
	ck_assert_str_eq(
		OUTPUT(show_fragmentation(out, heap, NULL)),
		"unusable_index\n"
		"Node 0, zone    DMA32 0.000 0.001 0.005 0.012 0.021 0.050 "
		"0.083 0.142 0.243 0.377 0.496 \n"
		"Node 0, zone   Normal 0.000 0.595 0.833 0.952 1.000 1.000 "
		"1.000 1.000 1.000 1.000 1.000 \n"
		"\n"
		"extfrag_index\n"
		"Node 0, zone    DMA32 -1.000 -1.000 -1.000 -1.000 -1.000 "
		"-1.000 -1.000 -1.000 -1.000 -1.000 -1.000 \n"
		"Node 0, zone   Normal -1.000 -1.000 -1.000 -1.000  0.916  "
		"0.958  0.979  0.989  0.994  0.997  0.998 \n"
		"\n"
		"largest free block, kB\n"
		"Node 0, zone    DMA32   4096\n"
		"Node 0, zone   Normal     32\n");
}
END_TEST

START_TEST(test_largest_free)
{
	struct heap *heap = sample_heap();
	struct pages *pages = sample_pages();
	struct page_view *page = pages->zone[BUDDY_ZONE_NORMAL].page;

	ck_assert_uint_eq(largest_free(heap, NULL, 2), 4 << 20);
	ck_assert_uint_eq(largest_free(heap, pages, 2), 4 << 20);
	ck_assert_uint_eq(largest_free(heap, pages, 0), 0);
	/* Two whole blocks side by side. */
	for (unsigned i = 1024; i < 2048; i++)
		page[i] = (struct page_view){ .head = SAMPLE_START + 1024,
					      .state = PAGE_FREE_DIRTY,
					      .detail = 10 };
	ck_assert_uint_eq(largest_free(heap, NULL, 2), 4 << 20);
	ck_assert_uint_eq(largest_free(heap, pages, 2), 8 << 20);
	/* And no block at all. */
	memset(heap->info.zone[2].nr_free, 0,
	       sizeof(heap->info.zone[2].nr_free));
	pages->zone[2].end = SAMPLE_START + 100;
	ck_assert_uint_eq(largest_free(heap, pages, 2), 0);
}
END_TEST

/* ---- accounts -------------------------------------------------------------
 */

START_TEST(test_accounts_add_up)
{
	struct accounts a = accounts_of(sample_heap());

	ck_assert_uint_eq(a.present, 3072 * 4096);
	ck_assert_uint_eq(a.free_blocks, 2797 * 4096);
	ck_assert_uint_eq(a.slab_slack, 65536 - 33600);
	ck_assert_uint_eq(a.objects, 31360);
	ck_assert_uint_eq(a.runs, 1048576);
	ck_assert_uint_eq(a.cached_objects, 2240);
	ck_assert_uint_eq(a.cached_pages, 12288);
	ck_assert_int_eq(a.in_flight, 0);
	ck_assert_uint_eq(a.free + a.in_use + a.cached + a.lost, a.present);
}
END_TEST

START_TEST(test_accounts_of_lost_and_in_flight)
{
	struct heap *heap = sample_heap();
	struct accounts a;

	/* Ten objects and two pages, by a fork; five pages, by a thread. */
	heap->info.user_bytes -= 10 * 112;
	heap->lost_object_bytes = 10 * 112;
	heap->info.lost_bytes = heap->lost_object_bytes + 2 * PAGE_BYTES;
	heap->free -= 7;
	a = accounts_of(heap);
	ck_assert_uint_eq(a.lost_objects, 10 * 112);
	ck_assert_int_eq(a.in_flight, 5 * PAGE_BYTES);
	heap->free += 10;
	ck_assert_int_eq(accounts_of(heap).in_flight, -5 * PAGE_BYTES);
	ck_assert_str_eq(output_line(OUTPUT(show_accounts(out, heap)),
				     "in flight"),
			 "in flight                 -20480");
}
END_TEST

START_TEST(test_the_sum_is_printed)
{
	const char *text = OUTPUT(show_accounts(out, sample_heap()));
	uint64_t free, use, caches, lost, present;
	int64_t flight;

	ck_assert_int_eq(sscanf(output_line(text, "free 1"),
				"free %" SCNu64 " + in use %" SCNu64
				" + caches %" SCNu64 " + lost %" SCNu64
				" + in flight %" SCNd64 " = present %" SCNu64,
				&free, &use, &caches, &lost, &flight, &present),
			 6);
	ck_assert_uint_eq(free + use + caches + lost + (uint64_t)flight,
			  present);
	ck_assert_uint_eq(present, 3072 * 4096);
	ck_assert_str_eq(output_line(text, "  in slabs"),
			 "  in slabs                 31936");
}
END_TEST

/* ---- resident memory ------------------------------------------------------
 */

static int64_t sum_of(const struct excess *e)
{
	return e->in_use + e->free_dirty + e->free_clean + e->page_caches +
	       e->object_caches + e->lost_objects + e->slab_slack +
	       e->slabs_absent + e->runs_absent + e->in_flight + e->metadata;
}

START_TEST(test_resident_adds_up)
{
	struct excess e = excess_of(sample_heap(), sample_residency());

	ck_assert_int_eq(e.in_use, 1048576 + 31360);
	ck_assert_int_eq(e.slabs_absent, -4 * PAGE_BYTES);
	ck_assert_int_eq(e.runs_absent, -56 * PAGE_BYTES);
	ck_assert_int_eq(e.resident, 216 * PAGE_BYTES + 120000);
	ck_assert_int_eq(sum_of(&e), e.resident);
}
END_TEST

/* Even if the counters and the pages are of different moments. */
START_TEST(test_resident_adds_up_when_torn)
{
	struct heap *heap = sample_heap();
	struct residency *r = sample_residency();
	struct excess e;

	heap->info.user_bytes = 77;
	heap->info.lost_bytes = 1 << 30;
	heap->slab_slack_bytes = 1 << 20;
	r->state[PAGE_FREE_CLEAN] = 4096;
	r->state[PAGE_IN_FLIGHT] = 8192;
	r->total += 3 * 4096;
	e = excess_of(heap, r);
	ck_assert_int_eq(sum_of(&e), e.resident);
}
END_TEST

START_TEST(test_resident_tables)
{
	ck_assert_str_eq(
		OUTPUT(show_resident(out, sample_heap(), sample_pages(),
				     sample_residency())),
		"Bytes by state                      held        resident    "
		"not resident\n"
		"free, clean                     11452416               0    "
		"    11452416\n"
		"free, dirty                         4096            4096    "
		"           0\n"
		"page caches                        12288           12288    "
		"           0\n"
		"slabs                              65536           49152    "
		"       16384\n"
		"runs                             1048576          819200    "
		"      229376\n"
		"in flight                              0               0    "
		"           0\n"
		"metadata                          200000          120000    "
		"       80000\n"
		"sum                             12782912         1004736    "
		"    11778176\n"
		"swapped out                         8192\n"
		"\n"
		"From in use to resident            bytes\n"
		"in use                           1079936\n"
		"  free, dirty                      +4096\n"
		"  free, clean                         +0\n"
		"  page caches                     +12288\n"
		"  object caches                    +2240\n"
		"  lost objects                        +0\n"
		"  slab slack                      +31936\n"
		"  slabs, not resident             -16384\n"
		"  runs, not resident             -229376\n"
		"  in flight                           +0\n"
		"  metadata                       +120000\n"
		"resident                         1004736\n");
}
END_TEST

static Suite *frag_suite(void)
{
	Suite *s = suite_create("frag");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_indices_of_a_machine_in_use);
	tcase_add_test(core, test_indices_of_small_blocks);
	tcase_add_test(core, test_indices_of_the_textbook);
	tcase_add_test(limits, test_indices_of_nothing_and_of_very_much);
	tcase_add_test(core, test_the_format_of_debugfs);
	tcase_add_test(core, test_largest_free);
	tcase_add_test(core, test_accounts_add_up);
	tcase_add_test(core, test_accounts_of_lost_and_in_flight);
	tcase_add_test(core, test_the_sum_is_printed);
	tcase_add_test(core, test_resident_adds_up);
	tcase_add_test(limits, test_resident_adds_up_when_torn);
	tcase_add_test(core, test_resident_tables);
	return s;
}

int main(void)
{
	return suite_run(frag_suite());
}
