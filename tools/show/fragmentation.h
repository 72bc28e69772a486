/* SPDX-License-Identifier: MIT */
/*
 * show/fragmentation.h - how badly free memory is cut up
 *
 * The kernel's two indices, in the format of /sys/kernel/debug/extfrag, and
 * what a large request can find.
 */
#ifndef SHOW_FRAGMENTATION_H
#define SHOW_FRAGMENTATION_H

#include "read/pages.h"

#include <stdio.h>

/*
 * Bytes of the largest free block of a zone.  p: NULL, or the pages, to join
 * free blocks of the top order that lie side by side, as the heap does for
 * large requests.
 */
uint64_t largest_free(const struct heap *h, const struct pages *p, unsigned z);

/* unusable_index, extfrag_index and the largest block of each zone. */
void show_fragmentation(FILE *out, const struct heap *h, const struct pages *p);

#endif /* SHOW_FRAGMENTATION_H */
