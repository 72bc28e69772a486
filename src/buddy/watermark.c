/* SPDX-License-Identifier: MIT */
/*
 * buddy/watermark.c - the kernel's formulas for reserves
 *
 *   MIN   the zone's share of min_free
 *   LOW   MIN + gap, HIGH = LOW + gap, where
 *   gap = max(MIN / 4, managed * watermark_scale_factor / 10000)
 *   reserve[z][h] = managed pages above z, up to h, divided by ratio[z]
 */
#include "buddy/watermark.h"

#include "base/bits.h"

enum {
	KBYTES_PER_PAGE = 4,
	MIN_FREE_LEAST = 128,	/* kbytes */
	MIN_FREE_MOST = 262144, /* kbytes */
	SCALE_FACTOR = 10	/* in 1/10000 of the zone */
};

uint32_t watermark_min_free_kbytes(uint64_t lowmem_kbytes)
{
	uint64_t kbytes = int_sqrt(16 * lowmem_kbytes);

	if (kbytes < MIN_FREE_LEAST)
		return MIN_FREE_LEAST;
	return kbytes > MIN_FREE_MOST ? MIN_FREE_MOST : (uint32_t)kbytes;
}

static uint32_t reserve(const uint32_t managed[NR_ZONES], unsigned zone,
			unsigned highest, uint32_t ratio)
{
	uint64_t above = 0;

	if (!ratio || !managed[zone])
		return 0;
	for (unsigned z = zone + 1; z <= highest; z++)
		above += managed[z];
	return (uint32_t)(above / ratio);
}

struct watermarks watermarks_compute(const uint32_t managed[NR_ZONES],
				     uint32_t min_free_kbytes,
				     const uint32_t ratio[NR_ZONES])
{
	struct watermarks w;
	uint64_t total = 0, pages_min;

	for (unsigned z = 0; z < NR_ZONES; z++)
		total += managed[z];
	if (!min_free_kbytes)
		min_free_kbytes =
			watermark_min_free_kbytes(total * KBYTES_PER_PAGE);
	pages_min = min_free_kbytes / KBYTES_PER_PAGE;

	for (unsigned z = 0; z < NR_ZONES; z++) {
		uint64_t min = total ? pages_min * managed[z] / total : 0;
		uint64_t gap = (uint64_t)managed[z] * SCALE_FACTOR / 10000;

		if (gap < min / 4)
			gap = min / 4;
		w.mark[z][WMARK_MIN] = (uint32_t)min;
		w.mark[z][WMARK_LOW] = (uint32_t)(min + gap);
		w.mark[z][WMARK_HIGH] = (uint32_t)(min + 2 * gap);
		for (unsigned h = 0; h < NR_ZONES; h++)
			w.reserve[z][h] = reserve(managed, z, h, ratio[z]);
	}
	return w;
}
