/* SPDX-License-Identifier: MIT */
/*
 * buddy/zone_usage.h - what a zone has free, and whether that is enough
 */
#ifndef BUDDY_ZONE_USAGE_H
#define BUDDY_ZONE_USAGE_H

#include "buddy/zone.h"

/* Free, dirty and present pages of one zone; hints while others allocate. */
struct zone_usage {
	uint64_t present, free, dirty;
};
struct zone_usage zone_usage(enum zone_id zone);

/* The kernel's check, for a request of nr pages that prefers `highest`. */
bool zone_watermark_ok(enum zone_id zone, enum watermark mark,
		       enum zone_id highest, uint32_t nr);

#endif /* BUDDY_ZONE_USAGE_H */
