/* SPDX-License-Identifier: MIT */
/*
 * slab/size_class.c - which sizes small objects come in
 */
#include "slab/size_class.h"

#include "base/bits.h"

enum {
	/* Steps of 16 end here. */
	STEP_LOG = 9,
	STEP_MAX = 1 << STEP_LOG,
	FIRST_FINE = STEP_MAX / OBJECT_STEP,
	/*
	 * A slab is the smallest that holds so many objects, but 64 KiB at
	 * most, which hold 8 of the largest.  Small slabs are soon empty
	 * again, and then serve other classes.
	 */
	ENOUGH_OBJECTS = 16,
	/* A thread's stack holds so many objects, and so many bytes. */
	CACHE_OBJECTS = 256,
	CACHE_BYTES = 16 * 1024,
	CACHE_LEAST = 2
};

#define FITS(size, order) ((size)*ENOUGH_OBJECTS <= PAGE_BYTES << (order))
#define ORDER(size)                                      \
	(FITS(size, CHUNK_ORDER)     ? CHUNK_ORDER :     \
	 FITS(size, CHUNK_ORDER + 1) ? CHUNK_ORDER + 1 : \
				       CHUNK_ORDER + 2)
#define CACHE(size)                                            \
	((size)*CACHE_OBJECTS <= CACHE_BYTES ? CACHE_OBJECTS : \
	 (size)*CACHE_LEAST >= CACHE_BYTES   ? CACHE_LEAST :   \
					       CACHE_BYTES / (size))
#define CLASS(bytes)                                                    \
	{                                                               \
		.size = bytes,                                          \
		.recip = (uint32_t)(((UINT64_C(1) << 32) + (bytes)-1) / \
				    (bytes)),                           \
		.nr_objs = (PAGE_BYTES << ORDER(bytes)) / (bytes),      \
		.slab_order = ORDER(bytes), .cache_max = CACHE(bytes)   \
	}
#define FOUR(first, step)                                                   \
	CLASS(first), CLASS((first) + (step)), CLASS((first) + 2 * (step)), \
		CLASS((first) + 3 * (step))
#define EIGHT(first, step) FOUR(first, step), FOUR((first) + 4 * (step), step)

const struct size_class size_classes[NR_CLASSES] = {
	EIGHT(16, 16),	EIGHT(144, 16),	  EIGHT(272, 16),   EIGHT(400, 16),
	EIGHT(576, 64), EIGHT(1152, 128), EIGHT(2304, 256), EIGHT(4608, 512),
};
static_assert(OBJECT_MAX == STEP_MAX << (NR_CLASSES - FIRST_FINE) / 8,
	      "the table is complete");

unsigned size_class_of(size_t size)
{
	unsigned lg;

	if (size <= STEP_MAX)
		return (unsigned)((size - 1) / OBJECT_STEP);
	lg = log2_floor(size - 1);
	/* Below the leading bit, three bits select within a doubling;
	 * subtracting 8 drops the leading bit itself. */
	return FIRST_FINE + (lg - STEP_LOG) * 8 +
	       (unsigned)((size - 1) >> (lg - 3)) - 8;
}

unsigned size_class_aligned(size_t size, size_t align)
{
	unsigned sc;

	if (size > OBJECT_MAX)
		return NR_CLASSES;
	sc = size_class_of(size ? size : 1);
	while (sc < NR_CLASSES && !is_aligned(size_classes[sc].size, align))
		sc++;
	return sc;
}
