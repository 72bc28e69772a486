/* SPDX-License-Identifier: MIT */
/*
 * os/cpu.c - processors, threads and time
 */
#include "os/cpu.h"

#include "os/syscall.h"

#include <time.h>

unsigned os_nr_cpus(void)
{
	/* Room for 8192 processors, the kernel's own limit. */
	unsigned long mask[8192 / (8 * sizeof(unsigned long))];
	long bytes =
		os_syscall3(SYS_sched_getaffinity, 0, sizeof(mask), (long)mask);
	unsigned nr = 0;

	for (long i = 0; i < bytes / (long)sizeof(mask[0]); i++)
		nr += (unsigned)__builtin_popcountl(mask[i]);
	return nr ? nr : 1;
}

void os_yield(void)
{
	os_syscall3(SYS_sched_yield, 0, 0, 0);
}

uint64_t os_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
