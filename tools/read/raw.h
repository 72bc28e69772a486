/* SPDX-License-Identifier: MIT */
/*
 * read/raw.h - the records of a heap's counters, copied as they are
 */
#ifndef READ_RAW_H
#define READ_RAW_H

#include "read/layout.h"

struct raw {
	uint32_t nr_stripes, nr_threads;
	uint64_t *slot;	   /* addresses of the threads' records */
	uint64_t nr_slots; /* that there is room for */
	char *zones, *stripes, *slabs, *classes, *registry, *arena, *threads;
	uint64_t purged_pages, foreign_frees, stacks_most;
	uint64_t charge_limit;
};

/*
 * Copies all records.  Where they are is found first; then they are copied in
 * one call, within microseconds.  *raw is all 0, or was used before.
 */
bool raw_read(struct raw *raw, struct target *t, const struct layout *l,
	      struct failure *why);
void raw_free(struct raw *raw);

/* The record of index i in an array of such records. */
static inline const char *raw_record(const char *array, uint32_t bytes,
				     uint64_t i)
{
	return array + bytes * i;
}

#endif /* READ_RAW_H */
