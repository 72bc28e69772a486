/* SPDX-License-Identifier: MIT */
/*
 * common/system.c - tables, the clock and the end, from the system alone
 */
#include "common/system.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { FAILED = 1, SKIPPED = 77 };

void *table_new(size_t bytes)
{
	/* A table of a gigabyte is an arena, and touched only where used. */
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
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void sleep_until(uint64_t at_ns)
{
	struct timespec at = {
		.tv_sec = (time_t)(at_ns / NS_PER_S),
		.tv_nsec = (long)(at_ns % NS_PER_S),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
		;
}

static _Noreturn void end(const char *why, int status)
{
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, why);
	exit(status);
}

void stop(const char *why)
{
	end(why, FAILED);
}

void cannot(const char *why)
{
	end(why, SKIPPED);
}
