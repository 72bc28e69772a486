/* SPDX-License-Identifier: MIT */
/*
 * slab/size_class.c - which sizes small objects come in
 */
#include "slab/size_class.h"

#include "base/bits.h"

enum {
	STEP_MAX = 256,	 /* steps of 16 end here */
	FINE_MAX = 8192, /* eight sizes per doubling end here */
	FIRST_FINE = STEP_MAX / OBJECT_STEP,
	FIRST_COARSE = FIRST_FINE + 5 * 8,
	/* A slab holds at least so many objects, if order 6 allows. */
	LEAST_OBJECTS = 8,
	/* A thread's stack holds so many objects, and so many bytes. */
	CACHE_OBJECTS = 64,
	CACHE_BYTES = 32 * 1024,
	CACHE_LEAST = 4
};

#define ORDER(size)                                                   \
	((size)*LEAST_OBJECTS <= 1 << CHUNK_SHIFT ? CHUNK_ORDER :     \
	 (size)*LEAST_OBJECTS <= 2 << CHUNK_SHIFT ? CHUNK_ORDER + 1 : \
						    CHUNK_ORDER + 2)
#define CACHE(size)                                            \
	((size)*CACHE_OBJECTS <= CACHE_BYTES ? CACHE_OBJECTS : \
	 (size)*CACHE_LEAST >= CACHE_BYTES   ? CACHE_LEAST :   \
					       CACHE_BYTES / (size))
#define CLASS(bytes)                                                           \
	{                                                                      \
		.size = bytes,                                                 \
		.recip = (uint32_t)(((UINT64_C(1) << 32) + (bytes)-1) /        \
				    (bytes)),                                  \
		.nr_objs = (PAGE_BYTES << ORDER(bytes)) / (bytes),             \
		.slab_order = ORDER(bytes), .cache_max = (uint8_t)CACHE(bytes) \
	}
#define FOUR(first, step)                                                   \
	CLASS(first), CLASS((first) + (step)), CLASS((first) + 2 * (step)), \
		CLASS((first) + 3 * (step))
#define EIGHT(first, step) FOUR(first, step), FOUR((first) + 4 * (step), step)

const struct size_class size_classes[NR_CLASSES] = {
	EIGHT(16, 16),	  EIGHT(144, 16),    EIGHT(288, 32),
	EIGHT(576, 64),	  EIGHT(1152, 128),  EIGHT(2304, 256),
	EIGHT(4608, 512), FOUR(10240, 2048), FOUR(20480, 4096),
};
static_assert(FIRST_COARSE + 2 * 4 == NR_CLASSES, "the table is complete");

unsigned size_class_of(size_t size)
{
	unsigned lg;

	if (size <= STEP_MAX)
		return (unsigned)((size - 1) / OBJECT_STEP);
	lg = log2_floor(size - 1);
	/* Below the leading bit, three bits (or two) select within a doubling;
	 * subtracting drops the leading bit itself. */
	if (size <= FINE_MAX)
		return FIRST_FINE + (lg - 8) * 8 +
		       (unsigned)((size - 1) >> (lg - 3)) - 8;
	return FIRST_COARSE + (lg - 13) * 4 +
	       (unsigned)((size - 1) >> (lg - 2)) - 4;
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
