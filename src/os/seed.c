/* SPDX-License-Identifier: MIT */
/*
 * os/seed.c - randomness from the kernel
 */
#include "os/seed.h"

#include "os/syscall.h"

#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>

/* Sixteen bytes that the kernel puts on the first stack. */
static void seed_of_start(uint64_t seed[2])
{
	const void *random = (const void *)getauxval(AT_RANDOM);
	struct timespec now = { 0 };

	if (random)
		__builtin_memcpy(seed, random, 2 * sizeof(*seed));
	clock_gettime(CLOCK_MONOTONIC, &now);
	seed[0] ^= (uintptr_t)&now;
	seed[1] ^= (uint64_t)now.tv_nsec;
}

void os_seed(uint64_t seed[2])
{
	long size = 2 * sizeof(*seed);

	if (os_syscall3(SYS_getrandom, (long)seed, size, GRND_NONBLOCK) != size)
		seed_of_start(seed);
}
