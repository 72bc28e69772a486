/* SPDX-License-Identifier: MIT */
/*
 * buddy/watermark.h - the kernel's formulas for reserves, in pages
 *
 * Pure arithmetic on zone sizes.  The zones are DMA, DMA32 and NORMAL in
 * ascending order; a zone of size 0 is unpopulated.
 */
#ifndef BUDDY_WATERMARK_H
#define BUDDY_WATERMARK_H

#include "base/compiler.h"

enum zone_id { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, NR_ZONES };
enum watermark { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARKS };

struct watermarks {
	uint32_t mark[NR_ZONES][NR_WMARKS];
	/* reserve[z][h]: what zone z keeps from requests that prefer h. */
	uint32_t reserve[NR_ZONES][NR_ZONES];
};

/* The default of min_free_kbytes: isqrt(16 * kbytes) in [128, 262144]. */
uint32_t watermark_min_free_kbytes(uint64_t lowmem_kbytes);

/*
 * managed: pages of each zone.  min_free_kbytes: 0 for the default.  ratio:
 * lowmem_reserve_ratio of each zone, 0 for no reserve.
 */
struct watermarks watermarks_compute(const uint32_t managed[NR_ZONES],
				     uint32_t min_free_kbytes,
				     const uint32_t ratio[NR_ZONES]);

#endif /* BUDDY_WATERMARK_H */
