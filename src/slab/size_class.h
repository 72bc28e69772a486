/* SPDX-License-Identifier: MIT */
/*
 * slab/size_class.h - which sizes small objects come in
 *
 * Steps of 16 bytes to 512, eight sizes per doubling to 8 KiB; what is larger
 * is a run of pages.
 * Every size is a multiple of 16, every power of two in the range is a size,
 * and a slab starts at a multiple of its own size: so an object whose size is
 * a multiple of 2^k is aligned to 2^k.
 *
 * The index of the object at distance d from its slab's start is
 *
 *     d * recip >> 32,  recip = ceil(2^32 / size)
 *
 * and d is a multiple of size exactly if the low half of the product is below
 * recip.  Both hold for every d in a slab; the unit test tries them all.
 */
#ifndef SLAB_SIZE_CLASS_H
#define SLAB_SIZE_CLASS_H

#include "buddy/page.h"

enum {
	NR_CLASSES = 64,
	OBJECT_STEP = 16,
	/* Sizes up to here are looked up in a table, 16 bytes an entry. */
	LOOKUP_MAX = 1024,
	LOOKUP_ENTRIES = LOOKUP_MAX / OBJECT_STEP + 1,
	OBJECT_MAX = 8 * 1024,
	/* The most objects one slab can hold. */
	SLAB_OBJECTS_MAX = (1 << CHUNK_SHIFT) / OBJECT_STEP
};

struct size_class {
	uint32_t size;	    /* bytes */
	uint32_t recip;	    /* ceil(2^32 / size) */
	uint16_t nr_objs;   /* per slab */
	uint8_t slab_order; /* pages per slab, log2 */
	uint16_t cache_max; /* objects a thread's stack may hold */
};
extern hidden const struct size_class size_classes[NR_CLASSES];

/* The class for size bytes; 0 < size <= OBJECT_MAX. */
unsigned size_class_of(size_t size);

/*
 * The smallest class whose objects hold size bytes at multiples of align, or
 * NR_CLASSES.  align: a power of two.
 */
unsigned size_class_aligned(size_t size, size_t align);

#endif /* SLAB_SIZE_CLASS_H */
