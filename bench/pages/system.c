/* SPDX-License-Identifier: MIT */
/*
 * pages/system.c - tables, the clock and the end
 */
#include "system.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { NS_PER_SECOND = 1000000000 };

void *table_new(size_t bytes)
{
	void *table = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (table == MAP_FAILED)
		stop("out of memory for a table");
	return table;
}

void table_free(void *table, size_t bytes)
{
	munmap(table, bytes);
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

void stop(const char *why)
{
	fprintf(stderr, "pages: %s\n", why);
	exit(1);
}
