/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/misuse/misuse.h - one bug each
 *
 * A program announces the address on stdout, commits its bug and returns 0,
 * which the script reads as "not noticed".
 */
#ifndef TESTS_MISUSE_H
#define TESTS_MISUSE_H

#include "../foreign/address.h"
#include <buddy/buddy.h>
#include <pthread.h>

typedef void *alloc_pages_fn(unsigned, unsigned);
typedef void free_pages_fn(void *, unsigned);
typedef void *alloc_exact_fn(unsigned, size_t);
typedef void free_exact_fn(void *, size_t);

static inline void *need(const char *name)
{
	void *function = find(name);

	if (!function)
		expect_failed(__FILE__, __LINE__, name);
	return function;
}

static inline void free_again(const void *address)
{
	announce(address);
	free(opaque(address));
}

static inline void *free_in_thread(void *block)
{
	free(block);
	return NULL;
}

static inline void run_thread(void *(*run)(void *), void *argument)
{
	pthread_t thread;

	EXPECT(pthread_create(&thread, NULL, run, argument) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
}

#endif /* TESTS_MISUSE_H */
