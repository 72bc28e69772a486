/* SPDX-License-Identifier: MIT */
/*
 * os/cpu.c - processors, threads and time
 */
#include "os/cpu.h"

#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

unsigned os_nr_cpus(void)
{
	/* Room for 8192 processors, the kernel's own limit. */
	unsigned long mask[8192 / (8 * sizeof(unsigned long))];
	int saved = errno;
	long bytes = syscall(SYS_sched_getaffinity, 0, sizeof(mask), mask);
	unsigned nr = 0;

	errno = saved;
	for (long i = 0; i < bytes / (long)sizeof(mask[0]); i++)
		nr += (unsigned)__builtin_popcountl(mask[i]);
	return nr ? nr : 1;
}

void os_yield(void)
{
	int saved = errno;

	syscall(SYS_sched_yield);
	errno = saved;
}

uint64_t os_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
