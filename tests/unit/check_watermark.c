/* SPDX-License-Identifier: MIT */
/*
 * unit/check_watermark.c - the reserves against worked examples
 */
#include "buddy/watermark.h"
#include "support/suite.h"

static const uint32_t ratio[NR_ZONES] = { 256, 256, 32 };

/* The zones of an arena of that many pages. */
static void divide(uint64_t pages, uint32_t managed[NR_ZONES])
{
	static const uint64_t ends[NR_ZONES] = { 4096, 1048576, UINT32_MAX };
	uint64_t start = 0;

	for (unsigned z = 0; z < NR_ZONES; z++) {
		uint64_t end = pages < ends[z] ? pages : ends[z];

		managed[z] = (uint32_t)(end - start);
		start = end;
	}
}

static struct watermarks of_arena(unsigned gib)
{
	uint32_t managed[NR_ZONES];

	divide((uint64_t)gib << 18, managed);
	return watermarks_compute(managed, 0, ratio);
}

START_TEST(test_min_free_kbytes_of_the_table)
{
	static const struct {
		uint64_t mbytes;
		uint32_t kbytes;
	} table[] = {
		{ 64, 1024 },
		{ 1024, 4096 },
		{ 4 * 1024, 8192 },
		{ 16 * 1024, 16384 },
		{ 64 * 1024, 32768 },
		{ 256 * 1024, 65536 },
		{ 1024 * 1024, 131072 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		ck_assert_uint_eq(
			watermark_min_free_kbytes(table[i].mbytes * 1024),
			table[i].kbytes);
}
END_TEST

START_TEST(test_min_free_kbytes_is_clamped)
{
	ck_assert_uint_eq(watermark_min_free_kbytes(0), 128);
	ck_assert_uint_eq(watermark_min_free_kbytes(1023), 128);
	ck_assert_uint_eq(watermark_min_free_kbytes(UINT64_C(1) << 32), 262144);
	ck_assert_uint_eq(watermark_min_free_kbytes(UINT64_C(1) << 40), 262144);
}
END_TEST

START_TEST(test_protection_of_64_gib)
{
	struct watermarks w = of_arena(64);

	ck_assert_uint_eq(w.reserve[ZONE_DMA][ZONE_DMA], 0);
	ck_assert_uint_eq(w.reserve[ZONE_DMA][ZONE_DMA32], 4080);
	ck_assert_uint_eq(w.reserve[ZONE_DMA][ZONE_NORMAL], 65520);
	ck_assert_uint_eq(w.reserve[ZONE_DMA32][ZONE_DMA], 0);
	ck_assert_uint_eq(w.reserve[ZONE_DMA32][ZONE_DMA32], 0);
	ck_assert_uint_eq(w.reserve[ZONE_DMA32][ZONE_NORMAL], 61440);
	for (unsigned h = 0; h < NR_ZONES; h++)
		ck_assert_uint_eq(w.reserve[ZONE_NORMAL][h], 0);
}
END_TEST

START_TEST(test_no_protection_with_ratio_0_or_no_pages)
{
	static const uint32_t none[NR_ZONES] = { 0, 256, 32 };
	uint32_t managed[NR_ZONES] = { 4096, 0, 100000 };
	struct watermarks w = watermarks_compute(managed, 0, none);

	ck_assert_uint_eq(w.reserve[ZONE_DMA][ZONE_NORMAL], 0);
	ck_assert_uint_eq(w.reserve[ZONE_DMA32][ZONE_NORMAL], 0);
}
END_TEST

START_TEST(test_ratio_1_reserves_everything)
{
	static const uint32_t one[NR_ZONES] = { 1, 1, 1 };
	uint32_t managed[NR_ZONES] = { 4096, 1000, 2000 };
	struct watermarks w = watermarks_compute(managed, 0, one);

	ck_assert_uint_eq(w.reserve[ZONE_DMA][ZONE_DMA32], 1000);
	ck_assert_uint_eq(w.reserve[ZONE_DMA][ZONE_NORMAL], 3000);
	ck_assert_uint_eq(w.reserve[ZONE_DMA32][ZONE_NORMAL], 2000);
}
END_TEST

/* Figures of a running kernel: 67584 kbytes kept on a machine whose zones
 * below 4 GiB have 3840 and 772915 pages. */
START_TEST(test_marks_of_a_live_machine)
{
	uint32_t managed[NR_ZONES] = { 3840, 772915, 426045 };
	struct watermarks w = watermarks_compute(managed, 67584, ratio);

	ck_assert_uint_eq(w.mark[ZONE_DMA32][WMARK_MIN], 10857);
	ck_assert_uint_eq(w.mark[ZONE_DMA32][WMARK_LOW], 13571);
	ck_assert_uint_eq(w.mark[ZONE_DMA32][WMARK_HIGH], 16285);
	ck_assert_uint_eq(w.mark[ZONE_DMA][WMARK_MIN], 53);
	ck_assert_uint_eq(w.mark[ZONE_DMA][WMARK_LOW], 66);
	ck_assert_uint_eq(w.mark[ZONE_DMA][WMARK_HIGH], 79);
}
END_TEST

START_TEST(test_gap_is_at_least_a_thousandth_of_the_zone)
{
	uint32_t managed[NR_ZONES] = { 0, 0, 1000000 };
	struct watermarks w = watermarks_compute(managed, 128, ratio);

	ck_assert_uint_eq(w.mark[ZONE_NORMAL][WMARK_MIN], 32);
	ck_assert_uint_eq(w.mark[ZONE_NORMAL][WMARK_LOW], 1032);
	ck_assert_uint_eq(w.mark[ZONE_NORMAL][WMARK_HIGH], 2032);
}
END_TEST

START_TEST(test_min_is_shared_out_by_size)
{
	for (unsigned gib = 1; gib <= 1024; gib *= 2) {
		uint32_t managed[NR_ZONES];
		struct watermarks w = of_arena(gib);
		uint64_t total = (uint64_t)gib << 18, sum = 0;
		uint64_t min = watermark_min_free_kbytes(total * 4) / 4;

		divide(total, managed);
		for (unsigned z = 0; z < NR_ZONES; z++) {
			must(w.mark[z][WMARK_MIN] == min * managed[z] / total);
			sum += w.mark[z][WMARK_MIN];
		}
		must(sum <= min && sum + NR_ZONES > min);
	}
}
END_TEST

START_TEST(test_unpopulated_zones_have_no_marks)
{
	uint32_t managed[NR_ZONES] = { 4096, 12288, 0 };
	uint32_t nothing[NR_ZONES] = { 0 };
	struct watermarks w = watermarks_compute(managed, 0, ratio);

	ck_assert_uint_eq(w.mark[ZONE_NORMAL][WMARK_HIGH], 0);
	w = watermarks_compute(nothing, 0, ratio);
	ck_assert_uint_eq(w.mark[ZONE_DMA][WMARK_HIGH], 0);
}
END_TEST

static Suite *watermark_suite(void)
{
	Suite *s = suite_create("watermark");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_min_free_kbytes_of_the_table);
	tcase_add_test(core, test_protection_of_64_gib);
	tcase_add_test(core, test_marks_of_a_live_machine);
	tcase_add_test(core, test_gap_is_at_least_a_thousandth_of_the_zone);
	tcase_add_test(core, test_min_is_shared_out_by_size);
	tcase_add_test(limits, test_min_free_kbytes_is_clamped);
	tcase_add_test(limits, test_no_protection_with_ratio_0_or_no_pages);
	tcase_add_test(limits, test_ratio_1_reserves_everything);
	tcase_add_test(limits, test_unpopulated_zones_have_no_marks);
	return s;
}

int main(void)
{
	return suite_run(watermark_suite());
}
