/* SPDX-License-Identifier: MIT */
/*
 * read/pagemap.h - which pages of a process are in memory
 */
#ifndef READ_PAGEMAP_H
#define READ_PAGEMAP_H

#include "read/failure.h"

#include <stdint.h>
#include <sys/types.h>

struct pagemap;

struct pagemap *pagemap_open(pid_t pid, struct failure *why);
void pagemap_close(struct pagemap *map);

/* A stretch that is resident, or else swapped out. */
typedef void (*pagemap_fn)(void *arg, uint64_t start, uint64_t end,
			   bool resident);

/*
 * Calls fn for each stretch of [start, end), multiples of the page size, that
 * is resident or swapped out.  The system's zero page is neither.
 */
bool pagemap_scan(struct pagemap *map, uint64_t start, uint64_t end,
		  pagemap_fn fn, void *arg, struct failure *why);

#endif /* READ_PAGEMAP_H */
